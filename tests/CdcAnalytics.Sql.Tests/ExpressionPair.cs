namespace CdcAnalytics.Sql.Tests;

/// <summary>The same expression in Flink's words and in Postgres's.</summary>
internal sealed record ExpressionPair(string Flink, string Postgres)
{
    /// <summary>An expression both write alike.</summary>
    public static ExpressionPair Same(string text) => new(text, text);
}
