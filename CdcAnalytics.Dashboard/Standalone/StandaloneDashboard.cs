using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace CdcAnalytics.Dashboard.Standalone;

/// <summary>
/// The dashboard as a process of its own, beside a pipeline that runs elsewhere; it needs nothing but the database.
/// </summary>
public static class StandaloneDashboard
{
    /// <summary>Name of the connection string of the database that is shown.</summary>
    public const string ConnectionName = "taxi";

    private const string DefaultAddress = "http://127.0.0.1:5080";

    /// <summary>
    /// The web application, not yet started; it listens on ASPNETCORE_URLS, by default on loopback port 5080.
    /// </summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(StandaloneDashboard).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        builder.AddServiceDefaults();
        builder.AddPostgresDataSource(ConnectionName);
        builder.Logging.AddFilter<ConsoleLoggerProvider>("Npgsql", LogLevel.Warning);
        builder.Logging.AddFilter<ConsoleLoggerProvider>("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddOptions<StandaloneDashboardOptions>()
            .Bind(builder.Configuration.GetSection(StandaloneDashboardOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IDashboardDatabase, StandaloneDatabase>();
        builder.Services.AddSingleton(new PipelineStatusBoard(new PipelineStatus
        {
            Phase = PipelinePhase.Starting,
            Activity = "Waiting for the pipeline's first word.",
        }));
        builder.Services.AddSingleton<IPipelineStatusSource>(
            services => services.GetRequiredService<PipelineStatusBoard>());
        builder.Services.AddHostedService<FlinkJobFollower>();
        builder.Services.AddCdcDashboard();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapCdcDashboard();
        return app;
    }
}
