using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Benchmarks;

/// <summary>
/// Plans shaped like <c>pipelines/nyc-taxi</c>, with expressions written by hand, so that the engine is measured
/// without the SQL compiler.
/// </summary>
internal static class TaxiPlans
{
    public const int Trips = 0;
    public const int Zones = 1;

    public const int Id = 0;
    public const int Pickup = 1;
    public const int Dropoff = 2;
    public const int PickupZone = 3;
    public const int DropoffZone = 4;
    public const int Payment = 5;
    public const int Distance = 6;
    public const int Fare = 7;
    public const int Tip = 8;
    public const int Total = 9;

    private const long HourMicroseconds = 3_600_000_000;

    private static readonly ColumnType Long = new(ValueKind.Int64, 0, 0, IsNullable: false);
    private static readonly ColumnType LongOrNull = new(ValueKind.Int64, 0, 0, IsNullable: true);
    private static readonly ColumnType Int = new(ValueKind.Int32, 0, 0, IsNullable: false);
    private static readonly ColumnType Time = new(ValueKind.Timestamp, 6, 0, IsNullable: false);
    private static readonly ColumnType TimeOrNull = new(ValueKind.Timestamp, 6, 0, IsNullable: true);
    private static readonly ColumnType Text = new(ValueKind.Text, 0, 0, IsNullable: true);
    private static readonly ColumnType Money = new(ValueKind.Decimal, 10, 2, IsNullable: true);
    private static readonly ColumnType Sum = new(ValueKind.Decimal, 38, 2, IsNullable: true);
    private static readonly ColumnType Mean = new(ValueKind.Decimal, 38, 6, IsNullable: true);

    private static readonly RowType TripType = Row(
        ("id", Long), ("pickup", Time), ("dropoff", TimeOrNull), ("pu", Int), ("do", Int), ("payment", Int),
        ("distance", Money), ("fare", Money), ("tip", Money), ("total", Money with { IsNullable = false }));

    private static readonly PlanNode.Source TripSource = new(
        Trips,
        new SourceTable("public", "trips", TripType, [Id], new WatermarkDeclaration(Pickup, TimeSpan.FromHours(1))));

    private static readonly PlanNode.Source ZoneSource = new(
        Zones,
        new SourceTable("public", "zones", Row(("id", Int), ("name", Text), ("borough", Text)), [0], Watermark: null));

    public static IReadOnlyList<SourceTable> Sources => [TripSource.Table, ZoneSource.Table];

    /// <summary>All shapes at once.</summary>
    public static PipelinePlan All =>
        Of(ZoneHourFinal(), ZoneHourLive(), BoroughFlow(), PaymentMix(), Busiest(), Anomalies());

    /// <summary>A pipeline of those queries.</summary>
    public static PipelinePlan Of(params QueryPlan[] queries) => new(Sources, queries, "benchmark");

    /// <summary>A final window over hour and zone with COUNT, SUM and MAX.</summary>
    public static QueryPlan ZoneHourFinal()
    {
        var windowed = Row(
            ("start", Time), ("end", Time), ("pu", Int), ("total", Money with { IsNullable = false }),
            ("pickup", Time));
        var input = Project(TripSource, windowed, (words, w, o, p) =>
        {
            var start = Floor(words[w + TripOffset(Pickup)]);
            o[p + 1] = start;
            o[p + 2] = start + HourMicroseconds;
            o[p + 3] = words[w + TripOffset(PickupZone)];
            o[p + 4] = words[w + TripOffset(Total)];
            o[p + 5] = words[w + TripOffset(Total) + 1];
            o[p + 6] = words[w + TripOffset(Pickup)];
        });
        var output = Row(
            ("start", Time), ("end", Time), ("pu", Int), ("trips", Long), ("revenue", Sum), ("last", TimeOrNull));
        var aggregate = new PlanNode.WindowAggregate(input, output, [0, 1, 2], WindowEndColumn: 1,
        [
            new AggregateCall(AggregateFunction.CountRows, null, false, Long),
            new AggregateCall(AggregateFunction.Sum, 3, false, Sum),
            new AggregateCall(AggregateFunction.Maximum, 4, false, TimeOrNull),
        ]);
        var having = new PlanNode.Filter(aggregate, (words, w, _, _) => words[w + output.OffsetOf(3)] >= 10);
        return new QueryPlan(having, new ResultTable("zone_hour_final", output, [0, 1, 2], IsFinal: true));
    }

    /// <summary>Hour and zone with ten aggregates, joined to the zone's name.</summary>
    public static QueryPlan ZoneHourLive()
    {
        var floored = Row(
            ("hour", Time), ("pu", Int), ("distance", Money), ("fare", Money), ("tip", Money), ("total", Money),
            ("seconds", LongOrNull));
        var input = Project(TripSource, floored, (words, w, o, p) =>
        {
            o[p + 1] = Floor(words[w + TripOffset(Pickup)]);
            o[p + 2] = words[w + TripOffset(PickupZone)];
            words.AsSpan(w + TripOffset(Distance), 8).CopyTo(o.AsSpan(p + 3));
            o[p + 11] = (words[w + TripOffset(Dropoff)] - words[w + TripOffset(Pickup)]) / 1_000_000;
        });
        var output = Row(
            ("hour", Time), ("pu", Int), ("trips", Long), ("revenue", Sum), ("fare", Mean), ("distance", Mean),
            ("fares", Sum), ("tips", Sum), ("miles", Sum), ("seconds", LongOrNull));
        var aggregate = new PlanNode.Aggregate(input, output, [0, 1],
        [
            new AggregateCall(AggregateFunction.CountRows, null, false, Long),
            new AggregateCall(AggregateFunction.Sum, 5, false, Sum),
            new AggregateCall(AggregateFunction.Average, 3, false, Mean),
            new AggregateCall(AggregateFunction.Average, 2, false, Mean),
            new AggregateCall(AggregateFunction.Sum, 3, false, Sum),
            new AggregateCall(AggregateFunction.Sum, 4, false, Sum),
            new AggregateCall(AggregateFunction.Sum, 2, false, Sum),
            new AggregateCall(AggregateFunction.Sum, 6, false, LongOrNull),
        ]);
        var joined = Row([.. output.Columns, .. ZoneSource.Output.Columns]);
        var join = new PlanNode.Join(aggregate, ZoneSource, joined, [1], [0], JoinKind.Left);
        return new QueryPlan(join, new ResultTable("zone_hour_live", joined, [0, 1], IsFinal: false));
    }

    /// <summary>Hour and pair of zones, both joined to their borough, then summed by borough.</summary>
    public static QueryPlan BoroughFlow()
    {
        var floored = Row(("hour", Time), ("pu", Int), ("do", Int), ("total", Money with { IsNullable = false }));
        var input = Project(TripSource, floored, (words, w, o, p) =>
        {
            o[p + 1] = Floor(words[w + TripOffset(Pickup)]);
            o[p + 2] = words[w + TripOffset(PickupZone)];
            o[p + 3] = words[w + TripOffset(DropoffZone)];
            words.AsSpan(w + TripOffset(Total), 2).CopyTo(o.AsSpan(p + 4));
        });
        var pairType = Row(("hour", Time), ("pu", Int), ("do", Int), ("trips", Long), ("revenue", Sum));
        var pairs = new PlanNode.Aggregate(input, pairType, [0, 1, 2], CountAndSum(3));
        var fromType = Row([.. pairType.Columns, .. ZoneSource.Output.Columns]);
        var from = new PlanNode.Join(pairs, ZoneSource, fromType, [1], [0], JoinKind.Inner);
        var toType = Row([.. fromType.Columns, .. ZoneSource.Output.Columns]);
        var to = new PlanNode.Join(from, ZoneSource, toType, [2], [0], JoinKind.Inner);
        var output = Row(("hour", Time), ("from", Text), ("to", Text), ("trips", LongOrNull), ("revenue", Sum));
        var grouped = new PlanNode.Aggregate(to, output, [0, 7, 10],
        [
            new AggregateCall(AggregateFunction.Sum, 3, false, LongOrNull),
            new AggregateCall(AggregateFunction.Sum, 4, false, Sum),
        ]);
        return new QueryPlan(grouped, new ResultTable("borough_flow_live", output, [0, 1, 2], IsFinal: false));
    }

    /// <summary>Hour and payment type with COUNT and two SUMs.</summary>
    public static QueryPlan PaymentMix()
    {
        var floored = Row(("hour", Time), ("payment", Int), ("tip", Money), ("total", Money));
        var input = Project(TripSource, floored, (words, w, o, p) =>
        {
            o[p + 1] = Floor(words[w + TripOffset(Pickup)]);
            o[p + 2] = words[w + TripOffset(Payment)];
            words.AsSpan(w + TripOffset(Tip), 4).CopyTo(o.AsSpan(p + 3));
        });
        var output = Row(("hour", Time), ("payment", Int), ("trips", Long), ("revenue", Sum), ("tips", Sum));
        var aggregate = new PlanNode.Aggregate(input, output, [0, 1],
        [
            .. CountAndSum(3), new AggregateCall(AggregateFunction.Sum, 2, false, Sum),
        ]);
        return new QueryPlan(aggregate, new ResultTable("payment_mix_live", output, [0, 1], IsFinal: false));
    }

    /// <summary>The ten busiest zones of each hour.</summary>
    public static QueryPlan Busiest()
    {
        var floored = Row(("hour", Time), ("pu", Int), ("total", Money));
        var input = Project(TripSource, floored, (words, w, o, p) =>
        {
            o[p + 1] = Floor(words[w + TripOffset(Pickup)]);
            o[p + 2] = words[w + TripOffset(PickupZone)];
            words.AsSpan(w + TripOffset(Total), 2).CopyTo(o.AsSpan(p + 3));
        });
        var counted = Row(("hour", Time), ("pu", Int), ("trips", Long), ("revenue", Sum));
        var aggregate = new PlanNode.Aggregate(input, counted, [0, 1], CountAndSum(2));
        var output = Row([.. counted.Columns, new Column("place", Long)]);
        var top = new PlanNode.Top(
            aggregate,
            output,
            [0],
            [new OrderKey(2, IsDescending: true, NullsFirst: false), new OrderKey(1, false, NullsFirst: true)],
            Limit: 10);
        return new QueryPlan(top, new ResultTable("busiest_zones_live", output, [0, 4], IsFinal: false));
    }

    /// <summary>Row by row: drop-off before pickup.</summary>
    public static QueryPlan Anomalies()
    {
        var pickup = TripType.OffsetOf(Pickup);
        var dropoff = TripType.OffsetOf(Dropoff);
        var filter = new PlanNode.Filter(TripSource, (words, w, _, _) => words[w + dropoff] < words[w + pickup]);
        return new QueryPlan(filter, new ResultTable("trip_anomalies_live", TripType, [Id], IsFinal: false));
    }

    /// <summary>Hour and pair of zones with COUNT and SUM and nothing more: the largest state.</summary>
    public static QueryPlan Pairs()
    {
        var floored = Row(("hour", Time), ("pu", Int), ("do", Int), ("total", Money with { IsNullable = false }));
        var input = Project(TripSource, floored, (words, w, o, p) =>
        {
            o[p + 1] = Floor(words[w + TripOffset(Pickup)]);
            o[p + 2] = words[w + TripOffset(PickupZone)];
            o[p + 3] = words[w + TripOffset(DropoffZone)];
            words.AsSpan(w + TripOffset(Total), 2).CopyTo(o.AsSpan(p + 4));
        });
        var output = Row(("hour", Time), ("pu", Int), ("do", Int), ("trips", Long), ("revenue", Sum));
        var aggregate = new PlanNode.Aggregate(input, output, [0, 1, 2], CountAndSum(3));
        return new QueryPlan(aggregate, new ResultTable("pairs_live", output, [0, 1, 2], IsFinal: false));
    }

    private static AggregateCall[] CountAndSum(int argument) =>
    [
        new AggregateCall(AggregateFunction.CountRows, null, false, Long),
        new AggregateCall(AggregateFunction.Sum, argument, false, Sum),
    ];

    private static PlanNode.Project Project(PlanNode input, RowType type, Action<long[], int, long[], int> write) =>
        new(input, type, (words, w, _, _, outWords, ow, _, _) => write(words, w, outWords, ow));

    private static int TripOffset(int column) => TripType.OffsetOf(column);

    private static long Floor(long microseconds) => microseconds - (microseconds % HourMicroseconds);

    private static RowType Row(params (string Name, ColumnType Type)[] columns) =>
        new([.. columns.Select(column => new Column(column.Name, column.Type))]);

    private static RowType Row(params Column[] columns) => new(columns);
}
