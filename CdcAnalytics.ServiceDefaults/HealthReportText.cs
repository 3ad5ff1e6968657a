using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.ServiceDefaults;

/// <summary>
/// Answers a health request with text: the whole's status in the first line, then a line for each check that has
/// something to say, such as <c>connectors: Unhealthy: connector cdc-sink: task 0 is FAILED</c>.
/// </summary>
internal static class HealthReportText
{
    /// <summary>Writes the answer.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var text = new StringBuilder(report.Status.ToString());
        foreach (var (name, entry) in report.Entries)
        {
            if (entry is not { Status: HealthStatus.Healthy } || !string.IsNullOrEmpty(entry.Description))
            {
                text.Append('\n').Append(name).Append(": ").Append(entry.Status);
                if (!string.IsNullOrEmpty(entry.Description))
                {
                    text.Append(": ").Append(entry.Description.ReplaceLineEndings(" "));
                }
            }
        }

        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }
}
