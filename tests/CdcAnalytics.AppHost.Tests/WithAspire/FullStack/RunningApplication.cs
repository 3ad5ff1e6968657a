using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CdcAnalytics.AppHost.WithAspire;
using Microsoft.Extensions.DependencyInjection;

namespace CdcAnalytics.AppHost.Tests.WithAspire.FullStack;

/// <summary>The AppHost as a user starts it, by its own entry point, under Aspire's orchestrator.</summary>
internal sealed class RunningApplication : IAsyncDisposable
{
    // Names the container of a resource, in what the orchestrator tells of it.
    private const string ContainerIdProperty = "container.id";

    private readonly DistributedApplication _app;

    private RunningApplication(DistributedApplication app)
    {
        _app = app;
    }

    /// <summary>Its services, such as the model.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it with a command line, and waits until one resource is healthy.</summary>
    /// <param name="arguments">As a user writes them.</param>
    /// <param name="last">The resource that waits for all others.</param>
    /// <param name="limit">How long that may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<RunningApplication> StartAsync(
        string[] arguments, string last, TimeSpan limit, CancellationToken cancellationToken)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync(
            typeof(CdcAnalyticsBuilderExtensions), arguments, cancellationToken);
        var running = new RunningApplication(await builder.BuildAsync(cancellationToken));
        try
        {
            await running._app.StartAsync(cancellationToken).WaitAsync(limit, cancellationToken);
            await running.WaitForHealthAsync(last, limit, cancellationToken);
            return running;
        }
        catch (TimeoutException)
        {
            var states = running.DescribeStates();
            await running.DisposeAsync();
            Assert.Fail($"Not started after {limit}:\n{states}");
            throw;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a resource is healthy; fails with the states of all.</summary>
    public async Task WaitForHealthAsync(string resource, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(resource, cancellationToken)
                .WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{resource} is not healthy after {limit}:\n{DescribeStates()}");
        }
    }

    /// <summary>The connection string that a resource gives to others.</summary>
    public async Task<string> ConnectionStringOfAsync(string resource, CancellationToken cancellationToken) =>
        await _app.GetConnectionStringAsync(resource, cancellationToken)
        ?? throw new InvalidOperationException($"{resource} has no connection string.");

    /// <summary>The container that runs a resource now.</summary>
    public string ContainerOf(string resource)
    {
        Assert.True(
            _app.ResourceNotifications.TryGetCurrentState(resource, out var now), $"{resource} was never started.");
        var id = now.Snapshot.Properties.FirstOrDefault(property => property.Name == ContainerIdProperty)?.Value;
        return id as string ?? throw new InvalidOperationException($"{resource} has no container now.");
    }

    /// <summary>Does what a button of Aspire's dashboard does; fails with its answer unless it succeeds.</summary>
    public async Task PressAsync(string resource, string command, CancellationToken cancellationToken)
    {
        var result = await _app.ResourceCommands.ExecuteCommandAsync(resource, command, cancellationToken);
        Assert.True(result.Success, $"'{command}' of {resource} failed: {result.Message}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string DescribeStates()
    {
        var names =
            from resource in _app.Services.GetRequiredService<DistributedApplicationModel>().Resources
            where resource is not ParameterResource
            select resource.Name;
        return string.Join('\n', names.Order(StringComparer.Ordinal).Select(DescribeState));
    }

    private string DescribeState(string resource)
    {
        if (!_app.ResourceNotifications.TryGetCurrentState(resource, out var now))
        {
            return $"  {resource}: not started";
        }

        var unhealthy =
            from report in now.Snapshot.HealthReports
            where report.Status is not Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
            select $"{report.Name}: {report.Description ?? report.ExceptionText}";
        return $"  {resource}: {now.Snapshot.State?.Text}, {now.Snapshot.HealthStatus?.ToString() ?? "not asked"} "
            + string.Join("; ", unhealthy);
    }
}
