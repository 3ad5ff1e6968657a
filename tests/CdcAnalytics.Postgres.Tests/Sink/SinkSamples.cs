using System.Text;
using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Postgres.Tests.Sink;

/// <summary>A small plan and epochs of it.</summary>
internal static class SinkSamples
{
    public static readonly RowType TripsType = new(
    [
        new Column("id", new ColumnType(ValueKind.Int64, 0, 0, IsNullable: false)),
        new Column("picked_up", new ColumnType(ValueKind.Timestamp, 6, 0, IsNullable: false)),
    ]);

    public static readonly SourceTable Trips = new(
        "public", "trips", TripsType, [0], new WatermarkDeclaration(1, TimeSpan.FromHours(1)));

    public static readonly ResultTable Live = new(
        "zone_live",
        new RowType(
        [
            new Column("zone", new ColumnType(ValueKind.Int32, 0, 0, IsNullable: false)),
            new Column("trips", new ColumnType(ValueKind.Int64, 0, 0, IsNullable: false)),
            new Column("revenue", new ColumnType(ValueKind.Decimal, 38, 2, IsNullable: true)),
        ]),
        [0],
        IsFinal: false);

    public static readonly ResultTable Final = Live with { Name = "zone_final", IsFinal = true };

    public static PipelinePlan Plan(string fingerprint, params ResultTable[] results) => new(
        [Trips],
        [.. results.Select(result => new QueryPlan(new PlanNode.Source(0, Trips), result))],
        fingerprint);

    public static PipelinePlan Plan(params ResultTable[] results) => Plan("fingerprint-1", results);

    /// <summary>Rows of <see cref="Live"/>'s type.</summary>
    public static RowBuffer Zones(params (int Zone, long Trips, Int128? Cents)[] rows)
    {
        var buffer = new RowBuffer(Live.RowType);
        foreach (var (zone, trips, cents) in rows)
        {
            var row = buffer.AddRow();
            buffer.SetWord(row, 0, zone);
            buffer.SetWord(row, 1, trips);
            if (cents is { } unscaled)
            {
                buffer.SetDecimal(row, 2, unscaled);
            }
            else
            {
                buffer.SetNull(row, 2);
            }
        }

        return buffer;
    }

    public static ResultChanges Changes(
        ResultTable table, RowBuffer upserts, RowBuffer? deletes = null, bool isCleared = false) =>
        new(table, isCleared, upserts, deletes ?? new RowBuffer(table.RowType));

    public static Epoch Epoch(long number, params ResultChanges[] results) => new(
        number,
        new SourcePosition(new Lsn(0x1_0000_0000UL + (ulong)number), SourceState: null),
        results,
        new StateWrite(Encoding.UTF8.GetBytes($"delta {number}"), [], OldestNeededDelta: 1),
        [new TableProgress(new EventTime(number * 1_000_000), new LedgerCounts(number, number, 0, 0, 0, 0))],
        [],
        [],
        LastCommitTimeMicroseconds: 1_700_000_000_000_000 + number);

    public static DroppedEvent Dropped(string key) => new(
        0, "zone_final", ChangeOperation.Insert, key, new EventTime(0), new EventTime(7_200_000_000),
        new EventTime(3_600_000_000), $$"""{"id": {{key}}}""", new Lsn(0x16_B374D848));

    public static QuarantinedEvent Quarantined(string key) => new(
        0, Query: null, ChangeOperation.Update, key, "column picked_up is infinity; expected a finite timestamp",
        $$"""{"id": {{key}}}""", new Lsn(0x16_B374D850));
}
