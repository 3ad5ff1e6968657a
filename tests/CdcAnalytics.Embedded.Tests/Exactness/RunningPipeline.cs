using System.Diagnostics.Metrics;
using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Embedded.Pipelines;
using CdcAnalytics.Engine;
using CdcAnalytics.Postgres;
using CdcAnalytics.Postgres.Sink;
using CdcAnalytics.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdcAnalytics.Embedded.Tests.Exactness;

/// <summary>
/// The product's own pipeline, supervised, in this process, on a test's database; stopped when disposed.
/// </summary>
internal sealed class RunningPipeline : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CancellationTokenSource _stop = new();
    private readonly PipelineMonitor _monitor;
    private readonly PipelineStatusBoard _board;
    private readonly Task _run;

    private RunningPipeline(TestDatabase database, string folder)
    {
        _board = new PipelineStatusBoard(new PipelineStatus { Phase = PipelinePhase.Starting, Activity = "Starting." });
        _monitor = new PipelineMonitor(_board, _services.GetRequiredService<IMeterFactory>(), TimeProvider.System);

        // The server has one name space for slots, shared by all databases.
        var options = new PipelineLifeOptions(
            new PostgresChangeSourceOptions
            {
                ConnectionString = database.ConnectionString,
                SlotName = SlotOf(database),
                PublicationName = SlotOf(database),
            },
            new EngineOptions(),
            new ResultSinkOptions(),
            new PipelineRunnerOptions());
        var supervisor = new PipelineSupervisor(
            database.DataSource,
            PipelineFiles.Compile(folder),
            options,
            isRebuildAllowed: true,
            _monitor,
            NullLoggerFactory.Instance,
            TimeProvider.System);
        _run = Task.Run(() => supervisor.RunAsync(_stop.Token));
    }

    /// <summary>The notices it gave, newest first.</summary>
    public IReadOnlyList<PipelineNotice> Notices => _board.Current.Notices;

    /// <summary>The slot a pipeline on that database reads.</summary>
    public static string SlotOf(TestDatabase database) => "slot_" + database.Name;

    /// <summary>Starts the NYC taxi pipelines on that database.</summary>
    public static RunningPipeline Start(TestDatabase database) => new(database, PipelineFiles.NycTaxiFolder);

    /// <summary>Starts the pipelines of a folder on that database.</summary>
    public static RunningPipeline Start(TestDatabase database, string folder) => new(database, folder);

    /// <summary>What it is doing, for the message of a test that waited in vain.</summary>
    public string Describe() => $"{_board.Current.Activity} {_run.Status} {_run.Exception}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _run;
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }

        _monitor.Dispose();
        _stop.Dispose();
        await _services.DisposeAsync();
    }
}
