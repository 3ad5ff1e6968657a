using CdcAnalytics.Engine.Plans;
using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

/// <summary>Small queries over the tables of these tests.</summary>
internal static class Queries
{
    private const long HourMicroseconds = 3_600_000_000;

    public static AggregateCall Count => new(AggregateFunction.CountRows, null, false, Long);

    public static AggregateCall SumOfAmount => new(AggregateFunction.Sum, Amount, false, Money);

    /// <summary>GROUP BY zone over all trips.</summary>
    public static QueryPlan ByZone(params (string Name, AggregateCall Call)[] calls) =>
        Into(ZoneGroups(calls), key: [0]);

    /// <summary>Without GROUP BY.</summary>
    public static QueryPlan OfAll(params (string Name, AggregateCall Call)[] calls)
    {
        var output = Row([.. calls.Select(call => (call.Name, call.Call.Result))]);
        return Into(
            new PlanNode.Aggregate(TripSource, output, [], [.. calls.Select(call => call.Call)]),
            key: [.. Enumerable.Range(0, calls.Length)]);
    }

    /// <summary>COUNT and SUM per hour and zone, final.</summary>
    public static QueryPlan HourFinal(string name = "result")
    {
        var windowed = Row(("start", Timestamp), ("end", Timestamp), ("zone", Int), ("amount", Money));
        var source = TripSource.Output;
        var input = new PlanNode.Project(TripSource, windowed, (words, w, _, _, outWords, ow, _, _) =>
        {
            var at = words[w + source.OffsetOf(TripTables.Time)];
            outWords[ow] = ((words[w] >> Zone) & 3) << 2;
            outWords[ow + windowed.OffsetOf(0)] = at - (at % HourMicroseconds);
            outWords[ow + windowed.OffsetOf(1)] = at - (at % HourMicroseconds) + HourMicroseconds;
            outWords[ow + windowed.OffsetOf(2)] = words[w + source.OffsetOf(Zone)];
            words.AsSpan(w + source.OffsetOf(Amount), 2).CopyTo(outWords.AsSpan(ow + windowed.OffsetOf(3)));
        });
        var output = Row(("start", Timestamp), ("end", Timestamp), ("zone", Int), ("trips", Long), ("amount", Money));
        var aggregate = new PlanNode.WindowAggregate(
            input, output, [0, 1, 2], WindowEndColumn: 1, [Count, new(AggregateFunction.Sum, 3, false, Money)]);
        return new QueryPlan(aggregate, new ResultTable(name, output, [0, 1, 2], IsFinal: true));
    }

    /// <summary>COUNT per zone, joined to the zone's name.</summary>
    public static QueryPlan CountWithName(JoinKind kind)
    {
        var groups = ZoneGroups(("trips", Count));
        var output = Row(
            ("zone", Int), ("trips", Long), ("id", Int), ("name", Text));
        return Into(new PlanNode.Join(groups, ZoneSource, output, [0], [0], kind), key: [0, 3]);
    }

    /// <summary>The zones with most trips.</summary>
    public static QueryPlan Top(int limit)
    {
        var groups = ZoneGroups(("trips", Count));
        var output = Row(("zone", Int), ("trips", Long), ("place", Long));
        OrderKey[] order =
        [
            new(1, IsDescending: true, NullsFirst: false),
            new(0, IsDescending: false, NullsFirst: true),
        ];
        return Into(new PlanNode.Top(groups, output, [], order, limit), key: [2]);
    }

    /// <summary>Trips row by row, those that the predicate takes.</summary>
    public static QueryPlan Rows(RowPredicate predicate, string name = "result")
    {
        var filter = new PlanNode.Filter(TripSource, predicate);
        return new QueryPlan(filter, new ResultTable(name, TripSource.Output, [Id], IsFinal: false));
    }

    /// <summary>Trips row by row; an amount of 13.00 is not processable, one of 0 filtered out.</summary>
    public static QueryPlan Poisonable(string name = "result")
    {
        var offset = TripSource.Output.OffsetOf(Amount);
        return Rows(
            (words, w, _, _) => words[w + offset] == 1300
                ? throw new RowEvaluationException("amount is 13.00")
                : words[w + offset] != 0,
            name);
    }

    public static PlanNode.Aggregate ZoneGroups(params (string Name, AggregateCall Call)[] calls) => new(
        TripSource,
        Row([("zone", Int), .. calls.Select(call => (call.Name, call.Call.Result))]),
        [Zone],
        [.. calls.Select(call => call.Call)]);

    public static QueryPlan Into(PlanNode root, params int[] key) =>
        new(root, new ResultTable("result", root.Output, key, IsFinal: false));
}
