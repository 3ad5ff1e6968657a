using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Simulation;

/// <summary>
/// A family of pipelines built by hand: every kind of step occurs, over trips and zones, with sizes drawn from a seed.
/// </summary>
internal sealed class SimulatedPipeline
{
    public const int Trips = 0;
    public const int Zones = 1;

    /// <summary>Trips of so many seconds make the query of odd trips fail.</summary>
    public const int PoisonSeconds = 13;

    private static readonly ColumnType Key64 = new(ValueKind.Int64, 0, 0, IsNullable: false);
    private static readonly ColumnType Long = new(ValueKind.Int64, 0, 0, IsNullable: true);
    private static readonly ColumnType Key32 = new(ValueKind.Int32, 0, 0, IsNullable: false);
    private static readonly ColumnType Int = new(ValueKind.Int32, 0, 0, IsNullable: true);
    private static readonly ColumnType Time = new(ValueKind.Timestamp, 6, 0, IsNullable: false);
    private static readonly ColumnType TimeOrNull = new(ValueKind.Timestamp, 6, 0, IsNullable: true);
    private static readonly ColumnType Text = new(ValueKind.Text, 0, 0, IsNullable: true);
    private static readonly ColumnType Money = new(ValueKind.Decimal, 10, 2, IsNullable: true);
    private static readonly ColumnType Total = new(ValueKind.Decimal, 38, 2, IsNullable: true);
    private static readonly ColumnType Mean = new(ValueKind.Decimal, 38, 6, IsNullable: true);

    private readonly PlanNode.Source _trips;
    private readonly PlanNode.Source _zones;

    public SimulatedPipeline(Random random)
    {
        Window = TimeSpan.FromMinutes(random.Next(1, 7) * 10);
        Delay = TimeSpan.FromMinutes(random.Next(0, 7) * 10);
        TopLimit = random.Next(1, 5);
        SmallestWindowCount = random.Next(1, 4);
        var tripType = Row(
            ("id", Key64), ("at", Time), ("zone", Int), ("kind", Text), ("amount", Money), ("seconds", Key32));
        var zoneType = Row(("id", Key32), ("name", Text), ("borough", Text));
        var trips = new SourceTable("public", "trips", tripType, [0], new WatermarkDeclaration(1, Delay));
        var zones = new SourceTable("public", "zones", zoneType, [0], Watermark: null);
        _trips = new PlanNode.Source(Trips, trips);
        _zones = new PlanNode.Source(Zones, zones);
        Plan = new PipelinePlan(
            [trips, zones],
            [WindowFinal(), HourLive(), FlowLive(), TopLive(), OddLive(), TotalsLive(), KindLive()],
            $"simulation {Window} {Delay} {TopLimit} {SmallestWindowCount}");
    }

    public TimeSpan Window { get; }

    public TimeSpan Delay { get; }

    public int TopLimit { get; }

    public int SmallestWindowCount { get; }

    public PipelinePlan Plan { get; }

    private long WindowMicroseconds => Window.Ticks / TimeSpan.TicksPerMicrosecond;

    private QueryPlan WindowFinal()
    {
        var size = WindowMicroseconds;
        var windowed = Row(
            ("start", Time), ("end", Time), ("zone", Int), ("at", Time), ("kind", Text), ("amount", Money));
        var source = _trips.Output;
        var input = new PlanNode.Project(_trips, windowed, (words, w, texts, t, outWords, ow, outTexts, ot) =>
        {
            var from = new RowView(source, words, w, texts, t);
            var to = new RowView(windowed, outWords, ow, outTexts, ot);
            var at = from.Word(1);
            var start = at - Modulo(at, size);
            to.SetWord(0, start);
            to.SetWord(1, start + size);
            to.Copy(2, from, 2);
            to.Copy(3, from, 1);
            to.Copy(4, from, 3);
            to.Copy(5, from, 4);
        });
        var output = Row(
            ("start", Time), ("end", Time), ("zone", Int), ("trips", Key64), ("amount", Total), ("last", TimeOrNull),
            ("kind", Text), ("kinds", Key64));
        var aggregate = new PlanNode.WindowAggregate(input, output, [0, 1, 2], WindowEndColumn: 1,
        [
            new AggregateCall(AggregateFunction.CountRows, null, false, Key64),
            new AggregateCall(AggregateFunction.Sum, 5, false, Total),
            new AggregateCall(AggregateFunction.Maximum, 3, false, TimeOrNull),
            new AggregateCall(AggregateFunction.Minimum, 4, false, Text),
            new AggregateCall(AggregateFunction.Count, 4, true, Key64),
        ]);
        var having = new PlanNode.Filter(
            aggregate, (words, w, texts, t) => new RowView(output, words, w, texts, t).Word(3) >= SmallestWindowCount);
        return new QueryPlan(having, new ResultTable("window_final", output, [0, 1, 2], IsFinal: true));
    }

    /// <summary>Window start and zone with what every query over them needs.</summary>
    private PlanNode.Aggregate ByHourAndZone()
    {
        var size = WindowMicroseconds;
        var source = _trips.Output;
        var floored = Row(("hour", Time), ("zone", Int), ("amount", Money), ("seconds", Key32));
        var input = new PlanNode.Project(_trips, floored, (words, w, texts, t, outWords, ow, outTexts, ot) =>
        {
            var from = new RowView(source, words, w, texts, t);
            var to = new RowView(floored, outWords, ow, outTexts, ot);
            to.SetWord(0, from.Word(1) - Modulo(from.Word(1), size));
            to.Copy(1, from, 2);
            to.Copy(2, from, 4);
            to.Copy(3, from, 5);
        });
        var output = Row(
            ("hour", Time), ("zone", Int), ("trips", Key64), ("amount", Total), ("mean", Mean), ("seconds", Long));
        return new PlanNode.Aggregate(input, output, [0, 1],
        [
            new AggregateCall(AggregateFunction.CountRows, null, false, Key64),
            new AggregateCall(AggregateFunction.Sum, 2, false, Total),
            new AggregateCall(AggregateFunction.Average, 2, false, Mean),
            new AggregateCall(AggregateFunction.Sum, 3, false, Long),
        ]);
    }

    private QueryPlan HourLive()
    {
        var aggregate = ByHourAndZone();
        var joined = Row([.. aggregate.Output.Columns, .. _zones.Output.Columns]);
        var join = new PlanNode.Join(aggregate, _zones, joined, [1], [0], JoinKind.Left);
        var output = Row(
            ("hour", Time), ("zone", Int), ("name", Text), ("trips", Key64), ("amount", Total), ("mean", Mean),
            ("per_second", Long));
        var project = new PlanNode.Project(join, output, (words, w, texts, t, outWords, ow, outTexts, ot) =>
        {
            var from = new RowView(joined, words, w, texts, t);
            var to = new RowView(output, outWords, ow, outTexts, ot);
            if (from.Word(5) == 0)
            {
                throw new RowEvaluationException("division by zero in per_second");
            }

            to.Copy(0, from, 0);
            to.Copy(1, from, 1);
            to.Copy(2, from, 7);
            to.Copy(3, from, 2);
            to.Copy(4, from, 3);
            to.Copy(5, from, 4);
            to.SetWord(6, 1000 * from.Word(2) / from.Word(5));
        });
        return new QueryPlan(project, new ResultTable("hour_live", output, [0, 1], IsFinal: false));
    }

    private QueryPlan FlowLive()
    {
        var aggregate = ByHourAndZone();
        var joined = Row([.. aggregate.Output.Columns, .. _zones.Output.Columns]);
        var join = new PlanNode.Join(aggregate, _zones, joined, [1], [0], JoinKind.Inner);
        var output = Row(("hour", Time), ("borough", Text), ("trips", Long), ("amount", Total));
        var grouped = new PlanNode.Aggregate(join, output, [0, 8],
        [
            new AggregateCall(AggregateFunction.Sum, 2, false, Long),
            new AggregateCall(AggregateFunction.Sum, 3, false, Total),
        ]);
        return new QueryPlan(grouped, new ResultTable("flow_live", output, [0, 1], IsFinal: false));
    }

    private QueryPlan TopLive()
    {
        var aggregate = ByHourAndZone();
        var output = Row([.. aggregate.Output.Columns, new Column("place", Key64)]);
        var top = new PlanNode.Top(
            aggregate,
            output,
            [0],
            [new OrderKey(2, IsDescending: true, NullsFirst: false), new OrderKey(
                1, IsDescending: false, NullsFirst: true)],
            TopLimit);
        return new QueryPlan(top, new ResultTable("top_live", output, [0, 6], IsFinal: false));
    }

    private QueryPlan OddLive()
    {
        var source = _trips.Output;
        var filter = new PlanNode.Filter(_trips, (words, w, texts, t) =>
        {
            var row = new RowView(source, words, w, texts, t);
            return row.Word(5) == PoisonSeconds
                ? throw new RowEvaluationException($"seconds is {PoisonSeconds}")
                : !row.IsNull(3) && row.Word(5) % 3 == 0;
        });
        var output = Row(("id", Key64), ("at", Time), ("amount", Money));
        var project = new PlanNode.Project(filter, output, (words, w, texts, t, outWords, ow, outTexts, ot) =>
        {
            var from = new RowView(source, words, w, texts, t);
            var to = new RowView(output, outWords, ow, outTexts, ot);
            to.Copy(0, from, 0);
            to.Copy(1, from, 1);
            to.Copy(2, from, 4);
        });
        return new QueryPlan(project, new ResultTable("odd_live", output, [0], IsFinal: false));
    }

    private QueryPlan TotalsLive()
    {
        var grouped = Row(
            ("trips", Key64),
            ("amount", Total),
            ("mean", Mean),
            ("kind", Text),
            ("last", TimeOrNull),
            ("zones", Key64));
        var aggregate = new PlanNode.Aggregate(_trips, grouped, [],
        [
            new AggregateCall(AggregateFunction.CountRows, null, false, Key64),
            new AggregateCall(AggregateFunction.Sum, 4, false, Total),
            new AggregateCall(AggregateFunction.Average, 4, false, Mean),
            new AggregateCall(AggregateFunction.Minimum, 3, false, Text),
            new AggregateCall(AggregateFunction.Maximum, 1, false, TimeOrNull),
            new AggregateCall(AggregateFunction.Count, 2, true, Key64),
        ]);
        var output = Row([new Column("one", Key32), .. grouped.Columns]);
        var project = new PlanNode.Project(aggregate, output, (words, w, texts, t, outWords, ow, outTexts, ot) =>
        {
            var from = new RowView(grouped, words, w, texts, t);
            var to = new RowView(output, outWords, ow, outTexts, ot);
            to.SetWord(0, 1);
            for (var column = 0; column < grouped.Columns.Count; column++)
            {
                to.Copy(column + 1, from, column);
            }
        });
        return new QueryPlan(project, new ResultTable("totals_live", output, [0], IsFinal: false));
    }

    private QueryPlan KindLive()
    {
        var output = Row(
            ("kind", Text), ("trips", Key64), ("least", Money), ("most", Money), ("seconds", Long), ("longest", Int));
        var aggregate = new PlanNode.Aggregate(_trips, output, [3],
        [
            new AggregateCall(AggregateFunction.CountRows, null, false, Key64),
            new AggregateCall(AggregateFunction.Minimum, 4, false, Money),
            new AggregateCall(AggregateFunction.Maximum, 4, false, Money),
            new AggregateCall(AggregateFunction.Sum, 5, true, Long),
            new AggregateCall(AggregateFunction.Maximum, 5, false, Int),
        ]);
        return new QueryPlan(aggregate, new ResultTable("kind_live", output, [0], IsFinal: false));
    }

    private static long Modulo(long value, long size) => ((value % size) + size) % size;

    private static RowType Row(params (string Name, ColumnType Type)[] columns) =>
        new([.. columns.Select(column => new Column(column.Name, column.Type))]);

    private static RowType Row(params Column[] columns) => new(columns);
}
