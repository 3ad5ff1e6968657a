namespace CdcAnalytics.Flink.Generation;

/// <summary>Names and text as Flink SQL holds them, whatever characters they have.</summary>
public static class FlinkName
{
    private const string DefaultSchema = "public";

    /// <summary>The name in backticks, with backticks inside doubled.</summary>
    public static string Quote(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
    }

    /// <summary>Text in single quotes, with quotes inside doubled.</summary>
    public static string Text(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>A source table's name in Flink's one schema, not quoted: its own, with any schema but public.</summary>
    public static string OfTable(string schemaName, string name) =>
        schemaName == DefaultSchema ? name : $"{schemaName}.{name}";
}
