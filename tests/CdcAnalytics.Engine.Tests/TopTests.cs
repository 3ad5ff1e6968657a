using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

public sealed class TopTests
{
    private readonly EngineHarness _engine = new(Queries.Top(limit: 2));

    public TopTests() => _engine.Run(
        Insert(Trip(1, "10:00", zone: 1)), Insert(Trip(2, "10:00", zone: 2)), Insert(Trip(3, "10:00", zone: 3)),
        Insert(Trip(4, "10:00", zone: 3)));

    [Fact]
    public void The_first_rows_are_numbered_and_ties_go_by_the_second_key() => Assert.Equal(
        ["""{"zone":3,"trips":2,"place":1}""", """{"zone":1,"trips":1,"place":2}"""], _engine.Rows());

    [Fact]
    public void A_row_that_rises_moves_the_others_down()
    {
        _engine.Run(Insert(Trip(5, "10:00", zone: 2)), Insert(Trip(6, "10:00", zone: 2)));
        Assert.Equal(["""{"zone":2,"trips":3,"place":1}""", """{"zone":3,"trips":2,"place":2}"""], _engine.Rows());
    }

    [Fact]
    public void A_row_from_below_the_limit_takes_a_free_place_after_a_restart()
    {
        _engine.Restart();
        _engine.Run(Delete(Trip(1, "10:00", zone: 1)));
        Assert.Equal(["""{"zone":3,"trips":2,"place":1}""", """{"zone":2,"trips":1,"place":2}"""], _engine.Rows());
    }

    [Fact]
    public void A_change_below_the_limit_changes_no_result() =>
        Assert.Empty(_engine.Run(Insert(Trip(5, "10:00", zone: 9))).Results);
}
