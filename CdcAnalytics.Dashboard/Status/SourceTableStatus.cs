using System.Text.Json.Serialization;

namespace CdcAnalytics.Dashboard.Status;

/// <summary>What is known about one captured table; null means unknown, never zero.</summary>
public sealed record SourceTableStatus
{
    /// <summary>The table's name without its schema, such as "yellow_taxi".</summary>
    public required string TableName { get; init; }

    /// <summary>
    /// No further event with an event time below this is expected; the table's own wall clock, never shifted.
    /// </summary>
    public DateTime? Watermark { get; init; }

    /// <summary>How far the watermark is behind the newest event time captured from this table.</summary>
    [JsonPropertyName("watermarkLagSeconds")]
    public TimeSpan? WatermarkLag { get; init; }

    /// <summary>Where this table's changes went, as of the last epoch.</summary>
    public TableLedger? Ledger { get; init; }
}
