using System.Text.Json;

namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>A change that was dropped late or quarantined, kept with its reason.</summary>
public sealed record RejectedChange
{
    /// <summary>The source table, or null where not even that could be told.</summary>
    public string? TableName { get; init; }

    /// <summary>insert, update or delete.</summary>
    public string? Operation { get; init; }

    /// <summary>The row's key as text.</summary>
    public string? RowKey { get; init; }

    /// <summary>The row's event time, New York wall clock.</summary>
    public DateTime? EventTime { get; init; }

    /// <summary>The watermark when it came.</summary>
    public DateTime? Watermark { get; init; }

    /// <summary>The query that rejected it.</summary>
    public string? Query { get; init; }

    /// <summary>Why, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>The row as it was captured.</summary>
    public JsonElement? RowData { get; init; }

    /// <summary>Commit position of its transaction.</summary>
    public string? CommitLsn { get; init; }

    /// <summary>When it was recorded, processing time.</summary>
    public DateTimeOffset? RecordedAt { get; init; }
}
