using CdcAnalytics.Flink.Gateway;
using CdcAnalytics.Flink.Generation;
using CdcAnalytics.Flink.Rest;
using CdcAnalytics.Flink.Settings;
using CdcAnalytics.Flink.Submission;
using CdcAnalytics.Flink.Terminal;
using CdcAnalytics.ServiceDefaults;
using CdcAnalytics.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Flink;

/// <summary>The submitter as a service: one job kept running, health and metrics over HTTP.</summary>
public static class FlinkService
{
    private const string DatabaseName = "taxi";

    /// <summary>Builds the service; it runs when the application does.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used; the message names it.</exception>
    /// <exception cref="SqlException">The pipeline's SQL cannot be run.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Npgsql", LogLevel.Warning);
        builder.AddServiceDefaults();
        builder.AddPostgresDataSource(DatabaseName);
        var settings = FlinkServiceSettings.Read(builder.Configuration);
        if (string.IsNullOrWhiteSpace(settings.BootstrapServers))
        {
            throw new InvalidOperationException(
                "No brokers are known. Set ConnectionStrings__kafka to 'host:port,host:port,host:port'.");
        }

        var script = PipelineFolder.Compile(settings.Pipelines);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(script);
        builder.Services.AddSingleton(FlinkGenerator.Generate(script, settings.Job));
        builder.Services.AddSingleton(_ => new SqlGatewayClient(FlinkCommandLine.Http(settings.GatewayUrl)));
        builder.Services.AddSingleton(_ => new FlinkRestClient(FlinkCommandLine.Http(settings.Url)));
        builder.Services.AddSingleton<SubmitterState>();
        builder.Services.AddHealthChecks().AddCheck<SubmitterHealthCheck>("flink job", tags: ["ready"]);
        builder.Services.AddHostedService<SubmitterWorker>();
        var application = builder.Build();
        application.MapServiceDefaults();
        application.MapSavepointEndpoint();
        return application;
    }

    /// <summary>Runs the service until the token or a signal ends it.</summary>
    internal static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        try
        {
            await using var application = Build(args);
            await application.StartAsync(cancellationToken);
            await application.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (Exception e) when (e is SqlException or InvalidOperationException or NotSupportedException
            or DirectoryNotFoundException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
