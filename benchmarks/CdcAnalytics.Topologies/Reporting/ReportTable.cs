using System.Globalization;
using System.Text;
using CdcAnalytics.Topologies.Processes;

namespace CdcAnalytics.Topologies.Reporting;

/// <summary>A report as a Markdown table: a row for each figure, a column for each topology.</summary>
internal sealed class ReportTable
{
    private const string Nothing = "–";

    private readonly Report _report;
    private readonly StringBuilder _text = new();

    private ReportTable(Report report) => _report = report;

    /// <summary>The report for people.</summary>
    public static string Format(Report report)
    {
        var table = new ReportTable(report);
        table.AddHead();
        table.AddStartUp();
        table.AddBulk();
        table.AddLatency();
        table.AddMemory();
        table.AddRow("Restarted processes", topology => List(topology.Restarted));
        table.AddRow("Out of memory", topology => List(topology.OutOfMemoryLogs));
        return table._text.ToString();
    }

    private void AddHead()
    {
        _text.AppendLine(CultureInfo.InvariantCulture,
            $"{_report.Machine.Processor}, {_report.Machine.Cores} cores, Postgres {_report.Machine.Postgres}, "
            + $"{_report.Machine.Runtime}; commit {_report.Commit ?? "unknown"}, seed {_report.Seed}, "
            + $"JIT of the JVMs: {_report.Jit}");
        _text.AppendLine();
        AddRow("Figure", topology => topology.Topology.ToString().ToLowerInvariant());
        AddRow("---", _ => "---");
    }

    private void AddStartUp()
    {
        var trips = _report.StartTrips.ToString("#,0", CultureInfo.InvariantCulture);
        AddRow("Start to source tables, s", topology => Number(topology.StartUp.TablesSeconds, "0.0"));
        AddRow($"Start to first result row, {trips} trips, s",
            topology => Number(topology.StartUp.FirstRowSeconds, "0.0"));
        AddRow($"Start to all live tables exact, {trips} trips, s",
            topology => Number(topology.StartUp.ExactSeconds, "0.0"));
        AddRow("Class archives of the JVMs that were there", topology =>
            topology.ClassArchiveCount?.ToString(CultureInfo.InvariantCulture) ?? Nothing);
        AddRow("Start: CPU that other programs had", topology => Share(topology.StartUp.OthersCpuShare));
    }

    private void AddBulk()
    {
        var trips = _report.Trips.ToString("#,0", CultureInfo.InvariantCulture);
        AddRow($"Bulk, {trips} trips: inserted after, s", topology => Number(topology.Bulk.InsertSeconds, "0.0"));
        AddRow("Bulk: all live tables exact after, s", topology => Number(topology.Bulk.ExactSeconds, "0.0"));
        AddRow("Bulk rate, rows/s", topology => Number(topology.Bulk.RowsPerSecond, "#,0"));
        AddRow("Bulk: CPU that other programs had", topology => Share(topology.Bulk.OthersCpuShare));
        AddRow("CPU s per million rows", topology => Number(topology.Bulk.CpuSecondsPerMillionRows, "0.0"));
        foreach (var name in Names(_report.Topologies.SelectMany(topology => topology.Bulk.CpuSeconds.Keys)))
        {
            AddRow($"CPU s per million rows: {name}", topology =>
                topology.Bulk.CpuSeconds.TryGetValue(name, out var seconds)
                    ? Number(topology.Bulk.PerMillionRows(seconds), "0.0")
                    : Nothing);
        }

        AddRow("CPU s per million rows: this benchmark, not in the sum",
            topology => Number(topology.Bulk.PerMillionRows(topology.Bulk.BenchmarkCpuSeconds), "0.0"));
    }

    private void AddLatency()
    {
        AddRow("Latency measured at, changes/s",
            topology => Number(topology.Latency?.AchievedChangesPerSecond, "#,0"));
        AddRow("Commit to visible, p50, ms",
            topology => Number(topology.Latency?.CommitToVisibleMilliseconds.P50, "0.0"));
        AddRow("Commit to visible, p99, ms",
            topology => Number(topology.Latency?.CommitToVisibleMilliseconds.P99, "0.0"));
        AddRow("Commit to visible, max, ms",
            topology => Number(topology.Latency?.CommitToVisibleMilliseconds.Max, "0.0"));
    }

    // Of each process at the end only: the file has both moments.
    private void AddMemory()
    {
        AddRow("Memory after start-up, each page once, MB",
            topology => Megabytes(topology.MemoryAfterStartUp.ProportionalBytes));
        AddRow("Memory at the end, each page once, MB",
            topology => Megabytes(topology.MemoryAtEnd.ProportionalBytes));
        AddRow("Memory after start-up: resident / peak, MB", topology => Total(topology.MemoryAfterStartUp));
        AddRow("Memory at the end: resident / peak, MB", topology => Total(topology.MemoryAtEnd));
        foreach (var name in Names(_report.Topologies.SelectMany(
            topology => topology.MemoryAtEnd.Processes.Select(process => process.Name))))
        {
            AddRow($"Memory at the end: {name}, MB", topology =>
                topology.MemoryAtEnd.Processes.FirstOrDefault(process => process.Name == name) is { } process
                    ? $"{Megabytes(process.ResidentBytes)} / {Megabytes(process.PeakBytes)}"
                    : Nothing);
        }
    }

    private void AddRow(string figure, Func<TopologyResult, string> value) =>
        _text.AppendLine($"| {figure} | {string.Join(" | ", _report.Topologies.Select(value))} |");

    private static List<string> Names(IEnumerable<string> names) => [.. names.Distinct()];

    private static string Number(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? Nothing;

    private static string Share(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    private static string Total(MemoryFigures memory) =>
        $"{Megabytes(memory.ResidentBytes)} / {Megabytes(memory.PeakBytes)}";

    private static string Megabytes(long? bytes) => Number(bytes / 1e6, "#,0");

    private static string List(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
