using System.Text.Json;

namespace CdcAnalytics.Flink;

/// <summary>
/// What went wrong, out of the Java stack traces that Flink answers with:
/// <c>{"errors":["Internal server error.","&lt;Exception on server side:\n…\nCaused by: …: No table 't'\n\tat …"]}</c>.
/// </summary>
internal static class RootCause
{
    private const string Cause = "Caused by: ";
    private const int MaxCauses = 3;
    private const int MaxCauseLength = 1_000;

    private static readonly string[] _wrappers =
        ["Failed to fetchResults", "Failed to execute the operation", "Failed to execute sql", "ExecutionException"];

    /// <summary>The causes in an answer's body, innermost last.</summary>
    public static string OfBody(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
                ? OfTrace(string.Join('\n', errors.EnumerateArray().Select(error => error.ToString())))
                : body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    /// <summary>The causes in a stack trace, innermost last.</summary>
    public static string OfTrace(string trace)
    {
        var causes = new List<string>();
        var inCause = false;
        foreach (var line in trace.Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.StartsWith(Cause, StringComparison.Ordinal))
            {
                causes.Add(WithoutClass(line[Cause.Length..]));
                inCause = true;
            }
            else if (line.StartsWith("\tat ", StringComparison.Ordinal)
                || line.StartsWith("\t...", StringComparison.Ordinal)
                || line.StartsWith("End of exception", StringComparison.Ordinal))
            {
                inCause = false;
            }
            else if (inCause && line.Length > 0)
            {
                causes[^1] += "\n" + line;
            }
        }

        var telling = new List<string>();
        foreach (var cause in causes.Where(cause => !Array.Exists(_wrappers, cause.Contains)))
        {
            // An outer exception often repeats the inner one's words, in front or behind.
            telling.RemoveAll(outer => outer.Contains(cause, StringComparison.Ordinal));
            // A record that cannot be read is quoted whole.
            telling.Add(cause.Length > MaxCauseLength ? cause[..MaxCauseLength] + "…" : cause);
        }

        return telling.Count > 0
            ? string.Join(": ", telling.TakeLast(MaxCauses))
            : WithoutClass(trace.Split('\n').FirstOrDefault(line => line.Contains(": ", StringComparison.Ordinal))
                ?? trace.Split('\n')[0]);
    }

    private static string WithoutClass(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && !text.AsSpan(0, colon).Contains(' ') ? text[(colon + 2)..] : text;
    }
}
