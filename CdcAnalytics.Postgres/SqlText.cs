namespace CdcAnalytics.Postgres;

/// <summary>Writes names and texts into SQL where parameters are not allowed.</summary>
internal static class SqlText
{
    /// <summary>A quoted identifier.</summary>
    public static string Identifier(string name) =>
        $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A quoted, schema-qualified name.</summary>
    public static string Qualified(string schemaName, string name) => $"{Identifier(schemaName)}.{Identifier(name)}";

    /// <summary>
    /// A quoted text; an escape text when it holds a backslash, whatever standard_conforming_strings says.
    /// </summary>
    public static string Literal(string text)
    {
        var quoted = $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        return text.Contains('\\', StringComparison.Ordinal)
            ? "E" + quoted.Replace("\\", "\\\\", StringComparison.Ordinal)
            : quoted;
    }
}
