using CdcAnalytics.Dashboard.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdcAnalytics.Dashboard.Tests;

/// <summary>A host that holds nothing but the dashboard, on a port of its own on loopback.</summary>
public sealed class DashboardHost : IAsyncDisposable, IDashboardDatabase
{
    private readonly WebApplication _application;
    private readonly NpgsqlDataSource? _ownDataSource;

    private DashboardHost(string? connectionString, PipelineStatus status, Action<DashboardOptions>? configure)
    {
        _ownDataSource = connectionString is null ? null : NpgsqlDataSource.Create(connectionString);
        DataSource = _ownDataSource;
        Board = new PipelineStatusBoard(status);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddSingleton<IDashboardDatabase>(this);
        builder.Services.AddSingleton<IPipelineStatusSource>(Board);
        builder.Services.AddCdcDashboard(configure);
        _application = builder.Build();
        _application.MapCdcDashboard();
    }

    /// <summary>Null until a test sets it, where the host was started without a database.</summary>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>What the pipeline is said to do.</summary>
    public PipelineStatusBoard Board { get; }

    /// <summary>Where the page is.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>A client of the API.</summary>
    public HttpClient CreateClient() => new() { BaseAddress = Address };

    /// <summary>Starts a host; without a connection string its database is not ready.</summary>
    public static async Task<DashboardHost> StartAsync(
        string? connectionString,
        PipelineStatus status,
        Action<DashboardOptions>? configure,
        CancellationToken cancellationToken)
    {
        var host = new DashboardHost(connectionString, status, configure);
        await host._application.StartAsync(cancellationToken);
        return host;
    }

    /// <summary>Starts a host that tails, with the default settings.</summary>
    public static Task<DashboardHost> StartAsync(string? connectionString, CancellationToken cancellationToken) =>
        StartAsync(connectionString, PipelineStatuses.Tailing, configure: null, cancellationToken);

    /// <summary>Stops as Ctrl-C does.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        if (_ownDataSource is not null)
        {
            await _ownDataSource.DisposeAsync();
        }
    }
}
