namespace CdcAnalytics.Sql.Binding;

/// <summary>What a column says of time. It stays with the column through filters, projections and subqueries.</summary>
internal abstract record TimeRole
{
    /// <summary>The column its table's watermark follows.</summary>
    public sealed record EventTime : TimeRole;

    /// <summary>The inclusive start of a window; <paramref name="Window"/> tells windows apart.</summary>
    public sealed record WindowStart(int Window) : TimeRole;

    /// <summary>The exclusive end of a window.</summary>
    public sealed record WindowEnd(int Window) : TimeRole;
}
