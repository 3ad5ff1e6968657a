namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>Reads the cause out of a Java stack trace.</summary>
public static class TaskFailure
{
    private const string CausedBy = "Caused by: ";

    /// <summary>
    /// The first line of the root cause, such as <c>PSQLException: ERROR: permission denied for table trips</c>.
    /// </summary>
    public static string CauseOf(string? trace)
    {
        if (string.IsNullOrWhiteSpace(trace))
        {
            return "Connect gives no cause; look into its log.";
        }

        var start = trace.LastIndexOf("\n" + CausedBy, StringComparison.Ordinal);
        var root = start < 0 ? trace : trace[(start + 1 + CausedBy.Length)..];
        // A message may go over several lines; the frames begin with a tab and "at".
        var end = root.IndexOf("\n\tat ", StringComparison.Ordinal);
        return Redaction.Line(WithoutPackage(end < 0 ? root : root[..end]));
    }

    // "org.postgresql.util.PSQLException: ERROR" reads better without the package.
    private static string WithoutPackage(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? line : line[..colon];
        return name.Contains(' ', StringComparison.Ordinal) ? line : line[(name.LastIndexOf('.') + 1)..];
    }
}
