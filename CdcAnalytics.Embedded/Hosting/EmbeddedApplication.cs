using System.Net;
using CdcAnalytics.Dashboard;
using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Embedded.Pipelines;
using CdcAnalytics.Embedded.Settings;
using CdcAnalytics.ServiceDefaults;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;

namespace CdcAnalytics.Embedded.Hosting;

/// <summary>
/// The web application around the worker: the dashboard answers from the first moment, before there is a server.
/// </summary>
internal static class EmbeddedApplication
{
    private const int Succeeded = 0;
    private const int Refused = 1;
    private const int Broken = 2;
    private const int MaxStarts = 20;

    /// <summary>Runs until told to stop; returns the exit code.</summary>
    public static async Task<int> RunAsync(
        EmbeddedSettings settings, TopologyChoice topology, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Topology: {topology.Name}, because {topology.Reason}.");
        try
        {
            var (started, port) = await StartAsync(settings, topology, cancellationToken);
            await using var app = started;
            Console.WriteLine($"Dashboard: http://127.0.0.1:{port}");
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
                cancellationToken, app.Lifetime.ApplicationStopping);
            try
            {
                await app.Services.GetRequiredService<EmbeddedWorker>().RunAsync(settings, stopping.Token);
            }
            finally
            {
                await app.StopAsync(CancellationToken.None);
            }

            return Succeeded;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped.");
            return Succeeded;
        }
        catch (Exception exception) when (KnownFailures.Includes(exception))
        {
            await Console.Error.WriteLineAsync($"Error: {exception.Message}");
            return Refused;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The outermost edge of the program: whatever it is, it is told in full and ends the process.
            await Console.Error.WriteLineAsync($"This is a defect; please report it with these lines:\n{exception}");
            return Broken;
        }
    }

    /// <summary>Starts the server on the port asked for, or on a free one that nobody takes first.</summary>
    private static async Task<(WebApplication App, int Port)> StartAsync(
        EmbeddedSettings settings, TopologyChoice topology, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = LoopbackPort.Choose(settings.DashboardPort);
            var app = Build(topology, port);
            try
            {
                await app.StartAsync(cancellationToken);
                return (app, port);
            }
            catch (IOException exception) when (exception.InnerException is AddressInUseException)
            {
                // Free a moment ago: another host that starts at the same time has taken it.
                await app.DisposeAsync();
                if (settings.DashboardPort is not null || attempt == MaxStarts)
                {
                    throw new SettingException(
                        $"Port {port} is taken by another program; set --dashboard-port to another one.", exception);
                }
            }
        }
    }

    private static WebApplication Build(TopologyChoice topology, int port)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(EmbeddedApplication).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.AddServiceDefaults();
        builder.Logging.AddFilter<ConsoleLoggerProvider>(category: null, LogLevel.Warning);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<HostDatabase>();
        builder.Services.AddSingleton<IDashboardDatabase>(services => services.GetRequiredService<HostDatabase>());
        builder.Services.AddSingleton(new PipelineStatusBoard(new PipelineStatus
        {
            Topology = topology,
            Phase = PipelinePhase.Starting,
            Activity = "Starting.",
        }));
        builder.Services.AddSingleton<IPipelineStatusSource>(
            services => services.GetRequiredService<PipelineStatusBoard>());
        builder.Services.AddSingleton<PipelineMonitor>();
        builder.Services.AddSingleton<EmbeddedWorker>();
        builder.Services.AddHealthChecks().AddCheck<PipelineHealthCheck>("pipeline");
        builder.Services.AddCdcDashboard();
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapCdcDashboard();
        return app;
    }
}
