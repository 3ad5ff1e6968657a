using System.Globalization;
using System.Text;
using System.Text.Json;
using CdcAnalytics.Measuring;

namespace CdcAnalytics.Throughput.Reporting;

/// <summary>Writes a report as a table.</summary>
internal static class ReportWriter
{
    /// <summary>The report for people.</summary>
    public static string Format(Report report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{report.Machine.Processor}, {report.Machine.Cores} cores, Postgres {report.Machine.Postgres}, "
            + $"{report.Machine.Runtime}; commit {report.Commit ?? "unknown"}, seed {report.Seed}");
        text.AppendLine();
        text.AppendLine(
            "layer           rows/s    ratio   server us/row   client us/row   peak MB   bytes/row   epochs"
            + "   commits s");
        foreach (var layer in report.Layers)
        {
            var isCompared = report.RatiosToRecvlogical.TryGetValue(Name(layer.Layer), out var value);
            var ratio = isCompared ? value : (double?)null;
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{Name(layer.Layer),-12} {layer.RowsPerSecond,9:#,0} {ratio,8:0.00}"
                + $" {layer.ServerCpuMicrosecondsPerRow,15:0.00} {layer.ClientCpuMicrosecondsPerRow,15:0.00}"
                + $" {layer.PeakMemoryBytes / 1e6,9:0} {layer.AllocatedBytesPerRow,11:0.0} {layer.Epochs,8}"
                + $" {layer.CommitSecondsTotal,11:0.00}");
        }

        if (report.Latency is { } latency)
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture,
                $"latency at {latency.AchievedChangesPerSecond:#,0} changes/s "
                + $"(asked for {latency.ChangesPerSecond:#,0}), "
                + $"{latency.Pipeline.Epochs} epochs in all, ms:     p50      p99      max");
            Line("commit to visible", latency.CommitToVisibleMilliseconds);
            Line("sent to visible", latency.SentToVisibleMilliseconds);
            Line("the client's own commit", latency.SourceCommitMilliseconds);
            Line("the reader's query", latency.QueryMilliseconds);
        }

        return text.ToString();

        void Line(string name, Percentiles values) => text.AppendLine(
            CultureInfo.InvariantCulture, $"  {name,-28} {values.P50,8:0.0} {values.P99,8:0.0} {values.Max,8:0.0}");
    }

    /// <summary>A layer's name as it is written.</summary>
    public static string Name(LayerName layer) => JsonNamingPolicy.CamelCase.ConvertName(layer.ToString());
}
