using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Testing.Simulation;
using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

public sealed class JoinTests
{
    private const string Padded = """{"zone":1,"trips":1,"id":null,"name":null}""";
    private const string Named = """{"zone":1,"trips":1,"id":1,"name":"one"}""";

    private readonly EngineHarness _left = new(Queries.CountWithName(JoinKind.Left));
    private readonly EngineHarness _inner = new(Queries.CountWithName(JoinKind.Inner));

    [Fact]
    public void A_left_row_is_padded_while_it_has_no_match()
    {
        _left.Run(Insert(Trip(1, "10:00")));
        Assert.Equal([Padded], _left.Rows());
        _left.Run(InsertZone(1, "one"));
        Assert.Equal([Named], _left.Rows());
        _left.Run(SimulatedChange.Delete(Zones, 1, "one"));
        Assert.Equal([Padded], _left.Rows());
    }

    [Fact]
    public void An_inner_join_yields_only_matches()
    {
        _inner.Run(Insert(Trip(1, "10:00")), Insert(Trip(2, "10:00", zone: 2)));
        Assert.Empty(_inner.Rows());
        _inner.Run(InsertZone(1, "one"));
        Assert.Equal([Named], _inner.Rows());
    }

    [Fact]
    public void A_changed_right_row_changes_the_results_it_is_in_and_no_other()
    {
        _left.Run(
            InsertZone(1, "old"), InsertZone(2, "two"), Insert(Trip(1, "10:00")), Insert(Trip(2, "10:00", zone: 2)));
        var epoch = _left.Run(SimulatedChange.Update(Zones, [1, "old"], [1, "one"]));
        Assert.Equal(1, epoch.Results[0].Upserts.Count);
        Assert.Equal([Named, """{"zone":2,"trips":1,"id":2,"name":"two"}"""], _left.Rows());
    }

    [Fact]
    public void Both_sides_changing_in_one_epoch_count_once()
    {
        _left.Run(Insert(Trip(1, "10:00")), InsertZone(1, "old"));
        _left.Run(
            Insert(Trip(2, "10:00")), SimulatedChange.Update(Zones, [1, "old"], [1, "one"]), Delete(Trip(1, "10:00")));
        Assert.Equal([Named], _left.Rows());
    }

    [Fact]
    public void A_NULL_key_matches_nothing()
    {
        _left.Run(InsertZone(0, "zero"), Insert(Trip(1, "10:00", zone: null)));
        Assert.Equal(["""{"zone":null,"trips":1,"id":null,"name":null}"""], _left.Rows());
    }

    [Fact]
    public void A_left_row_meets_every_right_row_of_its_key()
    {
        _inner.Run(Insert(Trip(1, "10:00")), InsertZone(1, "a"), InsertZone(1, "b"));
        Assert.Equal(
            ["""{"zone":1,"trips":1,"id":1,"name":"a"}""", """{"zone":1,"trips":1,"id":1,"name":"b"}"""],
            _inner.Rows());
    }

    [Fact]
    public void The_right_side_outlives_a_restart()
    {
        _left.Run(InsertZone(1, "one"));
        _left.Restart();
        _left.Run(Insert(Trip(1, "10:00")));
        Assert.Equal([Named], _left.Rows());
    }

    [Fact]
    public void A_join_of_plain_rows_is_refused()
    {
        var join = new PlanNode.Join(
            TripSource, ZoneSource, Row([.. TripSource.Output.Columns.Concat(ZoneSource.Output.Columns)
                .Select(column => (column.Name, column.Type))]), [Zone], [0], JoinKind.Inner);
        var exception = Assert.Throws<NotSupportedException>(() => new EngineHarness(Queries.Into(join, key: [0])));
        Assert.Contains("aggregate them first", exception.Message, StringComparison.Ordinal);
    }
}
