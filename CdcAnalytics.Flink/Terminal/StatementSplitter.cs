namespace CdcAnalytics.Flink.Terminal;

/// <summary>Splits text at the semicolons that end statements, not at those in quotes or comments.</summary>
public static class StatementSplitter
{
    /// <summary>The statements that are complete, and what is left behind the last semicolon.</summary>
    public static (IReadOnlyList<string> Complete, string Remainder) Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var complete = new List<string>();
        var start = 0;
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] is '\'' or '"' or '`')
            {
                var end = text.IndexOf(text[index], index + 1);
                index = end < 0 ? text.Length : end;
            }
            else if (text.AsSpan(index).StartsWith("--"))
            {
                var end = text.IndexOf('\n', index);
                index = end < 0 ? text.Length : end;
            }
            else if (text[index] == ';')
            {
                if (!string.IsNullOrWhiteSpace(text[start..index]))
                {
                    complete.Add(text[start..index].Trim());
                }

                start = index + 1;
            }
        }

        return (complete, text[start..]);
    }
}
