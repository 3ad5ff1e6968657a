using CdcAnalytics.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CdcAnalytics.Seeder.Traffic;

/// <summary>
/// The traffic as a process of its own: settings from the configuration, health endpoints, and
/// <c>POST /pause</c> and <c>POST /resume</c>.
/// </summary>
public static class TrafficHost
{
    /// <summary>Name of the connection string of the database with the source tables.</summary>
    public const string ConnectionName = "taxi";

    // Any free port: nobody but the one who started it needs to know.
    private const string DefaultAddress = "http://127.0.0.1:0";

    /// <summary>The web application, not yet started.</summary>
    public static WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(TrafficHost).Assembly.GetName().Name,
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
        builder.Services.AddOptions<TripTrafficOptions>()
            .Bind(builder.Configuration.GetSection(TripTrafficOptions.SectionName))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<TrafficReadiness>();
        builder.Services.AddSingleton(services => new TripTraffic(
            services.GetRequiredService<NpgsqlDataSource>(),
            services.GetRequiredService<IOptions<TripTrafficOptions>>().Value,
            services.GetRequiredService<ILogger<TripTraffic>>(),
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<TrafficService>();
        builder.Services.AddHealthChecks().AddCheck<TrafficReadiness>("source tables");
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapPost("/pause", (TripTraffic traffic) =>
        {
            traffic.Pause();
            return Results.Ok("Paused.");
        });
        app.MapPost("/resume", (TripTraffic traffic) =>
        {
            traffic.Resume();
            return Results.Ok("Trips go on.");
        });
        return app;
    }
}
