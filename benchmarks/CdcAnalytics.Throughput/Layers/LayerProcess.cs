using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using CdcAnalytics.Embedded.Pipelines;
using CdcAnalytics.Engine;
using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Ports;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Measuring;
using CdcAnalytics.Measuring.Reporting;
using CdcAnalytics.Postgres;
using CdcAnalytics.Postgres.Sink;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdcAnalytics.Throughput.Layers;

/// <summary>
/// One of our layers, in a process of its own, so that no layer is measured with another's memory, pools or compiled
/// code. It reads a <see cref="LayerRequest"/>, writes <see cref="OpenLine"/> once it reads changes, and then a
/// <see cref="LayerResult"/>.
/// </summary>
internal static class LayerProcess
{
    /// <summary>What it says once everything is open.</summary>
    public const string OpenLine = "open";

    /// <summary>Runs to the end.</summary>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var line = await Console.In.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("Nothing on standard input; this command is started by the others.");
        var request = JsonSerializer.Deserialize<LayerRequest>(line, MeasurementJson.Line)
            ?? throw new InvalidOperationException("The request is null.");
        var plan = PipelineFiles.Compile(request.PipelineFolder);
        var commits = new List<double>();
        using var listener = ListenToCommits(commits);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (request.Rows is null)
        {
            // Console.In reads synchronously whatever is asked, so it gets a thread; the process ends with it at the
            // latest.
            _ = Task.Run(() => EndWithInputAsync(done), cancellationToken);
        }

        using var self = Process.GetCurrentProcess();
        var cpu = self.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var began = Stopwatch.GetTimestamp();
        var (rows, epochs) = request.Layer == LayerName.Source
            ? (await ReadAsync(request, plan, done.Token), (int?)null)
            : await RunPipelineAsync(request, plan, done);
        var elapsed = Stopwatch.GetElapsedTime(began);
        self.Refresh();
        var result = new LayerResult
        {
            Layer = request.Layer,
            Rows = rows,
            Seconds = elapsed.TotalSeconds,
            ClientCpuSeconds = (self.TotalProcessorTime - cpu).TotalSeconds,
            PeakMemoryBytes = ProcessFigures.PeakMemoryBytes(Environment.ProcessId) ?? 0,
            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - allocated,
            Collections = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)],
            Epochs = epochs,
            CommitSeconds = Percentiles.Of(commits),
            CommitSecondsTotal = commits.Count == 0 ? null : commits.Sum(),
        };
        Console.WriteLine(JsonSerializer.Serialize(result, MeasurementJson.Line));
        return 0;
    }

    private static async Task<long> ReadAsync(
        LayerRequest request, PipelinePlan plan, CancellationToken cancellationToken)
    {
        await using var source = await OpenSourceAsync(request, plan, cancellationToken);
        Console.WriteLine(OpenLine);
        var batch = new ChangeBatch(plan.Sources);
        var rows = 0L;
        while (rows < request.Rows)
        {
            await source.ReadAsync(batch, cancellationToken);
            rows += batch.Events.Count + batch.Unreadable.Count;
            if (batch.End is { } end)
            {
                await source.AcknowledgeAsync(end, cancellationToken);
            }

            batch.Clear();
        }

        return rows;
    }

    private static async Task<(long Rows, int? Epochs)> RunPipelineAsync(
        LayerRequest request, PipelinePlan plan, CancellationTokenSource done)
    {
        await using var dataSource = NpgsqlDataSource.Create(request.ConnectionString);
        await using IResultSink sink = request.Layer == LayerName.Engine
            ? new DiscardingSink()
            : await PostgresResultSink.OpenAsync(
                dataSource, plan, new ResultSinkOptions(), NullLogger.Instance, done.Token);
        await using var source = await OpenSourceAsync(request, plan, done.Token);
        Console.WriteLine(OpenLine);
        var observer = new DrainObserver(request.Rows, done);
        var runner = new PipelineRunner(
            plan,
            new PipelineEngine(plan, new EngineOptions()),
            source,
            sink,
            new PipelineRunnerOptions(),
            observer,
            TimeProvider.System);
        try
        {
            await runner.RunAsync(done.Token);
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // All changes are through, or the one who measures has closed our input.
        }

        return (observer.Events, observer.Epochs);
    }

    private static Task<PostgresChangeSource> OpenSourceAsync(
        LayerRequest request, PipelinePlan plan, CancellationToken cancellationToken) =>
        PostgresChangeSource.OpenAsync(
            new PostgresChangeSourceOptions
            {
                ConnectionString = request.ConnectionString,
                SlotName = request.SlotName,
                PublicationName = request.PublicationName,
            },
            plan.Sources,
            new SourcePosition(Lsn.Parse(request.Start), SourceState: null),
            TimeProvider.System,
            NullLogger<PostgresChangeSource>.Instance,
            cancellationToken);

    private static async Task EndWithInputAsync(CancellationTokenSource done)
    {
        while (await Console.In.ReadLineAsync(CancellationToken.None) is not null)
        {
            // Whatever it is, it is not the end.
        }

        await done.CancelAsync();
    }

    private static MeterListener ListenToCommits(List<double> commits)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, owner) =>
            {
                if (instrument.Name == "cdc.sink.commit.duration")
                {
                    owner.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => commits.Add(seconds));
        listener.Start();
        return listener;
    }
}
