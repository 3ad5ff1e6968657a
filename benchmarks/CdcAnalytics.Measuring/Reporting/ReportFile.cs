using System.Globalization;
using System.Text.Json;

namespace CdcAnalytics.Measuring.Reporting;

/// <summary>Where a report is kept.</summary>
public static class ReportFile
{
    /// <summary>Writes <c>{date}-{commit}{suffix}.json</c> into the folder and gives its path.</summary>
    /// <param name="report">What it holds.</param>
    /// <param name="measuredAt">Its date.</param>
    /// <param name="commit">The commit; null outside a repository.</param>
    /// <param name="suffix">Tells benchmarks apart that keep their reports in one folder; may be empty.</param>
    /// <param name="folder">Made when it is missing.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<string> WriteAsync<TReport>(
        TReport report,
        DateTimeOffset measuredAt,
        string? commit,
        string suffix,
        string folder,
        CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{measuredAt:yyyy-MM-dd}-{commit ?? "unknown"}{suffix}.json");
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(
            path, JsonSerializer.Serialize(report, MeasurementJson.Indented) + "\n", cancellationToken);
        return path;
    }
}
