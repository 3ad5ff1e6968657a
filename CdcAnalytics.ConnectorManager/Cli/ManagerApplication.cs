using CdcAnalytics.ConnectorManager.Connect;
using CdcAnalytics.ConnectorManager.DeadLetters;
using CdcAnalytics.ConnectorManager.Reconciling;
using CdcAnalytics.ConnectorManager.Settings;
using CdcAnalytics.ConnectorManager.Topics;
using CdcAnalytics.ServiceDefaults;

namespace CdcAnalytics.ConnectorManager.Cli;

/// <summary>The manager as a host with health and metrics.</summary>
public static class ManagerApplication
{
    /// <summary>Builds the host; its address is <c>ASPNETCORE_URLS</c>.</summary>
    /// <param name="args">Settings as <c>--Connect:Url=...</c>, before those of the environment.</param>
    /// <exception cref="SettingException">A setting is missing or cannot be used.</exception>
    /// <exception cref="Desired.ConnectorFileException">A connector file cannot be used.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var settings = ManagerSettings.Read(builder.Configuration);
        // Once before anything is started: what is wrong in a file is said at once.
        _ = settings.ReadConnectors();

        builder.AddServiceDefaults();
        // Its lines about every request would bury ours.
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Says at every probe what the loop says once.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<StateBoard>();
        builder.Services.AddSingleton<ManagerMetrics>();
        builder.Services.AddSingleton<ManagerTopics>();
        builder.Services.AddSingleton<Reconciler>();
        builder.Services.AddSingleton<DeadLetterWatch>();
        builder.Services.AddHttpClient<ConnectClient>(http => Configure(http, settings));
        builder.Services.AddHostedService<ReconcileLoop>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DeadLetterWatch>());
        builder.Services.AddHealthChecks()
            .AddCheck<ConnectorsHealthCheck>("connectors")
            .AddCheck<DeadLettersHealthCheck>("dead-letters");

        var application = builder.Build();
        application.MapServiceDefaults();
        application.MapManagerEndpoints();
        return application;
    }

    /// <summary>A client outside a host, for one command.</summary>
    public static HttpClient CreateHttpClient(ManagerSettings settings)
    {
        var http = new HttpClient();
        Configure(http, settings);
        return http;
    }

    private static void Configure(HttpClient http, ManagerSettings settings)
    {
        http.BaseAddress = settings.ConnectUrl;
        http.Timeout = ConnectClient.CallTimeout;
    }
}
