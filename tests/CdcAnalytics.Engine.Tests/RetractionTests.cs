using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

public sealed class RetractionTests
{
    private readonly EngineHarness _engine = new(
        Queries.ByZone(("trips", Queries.Count), ("amount", Queries.SumOfAmount)));

    [Fact]
    public void An_update_moves_a_row_from_group_to_group()
    {
        _engine.Run(Insert(Trip(1, "10:00", zone: 1)), Insert(Trip(2, "10:00", zone: 1)));
        _engine.Run(Update(Trip(1, "10:00", zone: 1), Trip(1, "10:00", zone: null, amount: 5m)));
        Assert.Equal(
            ["""{"zone":1,"trips":1,"amount":1.00}""", """{"zone":null,"trips":1,"amount":5.00}"""], _engine.Rows());
    }

    [Fact]
    public void A_group_goes_with_its_last_row()
    {
        _engine.Run(Insert(Trip(1, "10:00")));
        var epoch = _engine.Run(Delete(Trip(1, "10:00")));
        Assert.Equal((0, 1), (epoch.Results[0].Upserts.Count, epoch.Results[0].Deletes.Count));
        Assert.Empty(_engine.Rows());
    }

    [Fact]
    public void What_comes_and_goes_in_one_epoch_changes_no_result()
    {
        _engine.Run(Insert(Trip(1, "10:00")));
        var epoch = _engine.Run(
            Insert(Trip(2, "10:00", zone: 9)), Delete(Trip(2, "10:00", zone: 9)),
            Update(Trip(1, "10:00"), Trip(1, "11:00")));
        Assert.Empty(epoch.Results);
    }

    [Fact]
    public void Taking_back_what_never_came_names_the_table_and_the_group()
    {
        var exception = Assert.Throws<BrokenInvariantException>(() => _engine.Apply(Delete(Trip(1, "10:00", zone: 7))));
        Assert.Contains("'result'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("\"zone\":7", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rows_under_one_key_name_the_table_and_the_key()
    {
        var engine = new EngineHarness(Queries.Into(Queries.ZoneGroups(("trips", Queries.Count)), key: [1]));
        engine.Apply(Insert(Trip(1, "10:00", zone: 1)), Insert(Trip(2, "10:00", zone: 2)));
        var exception = Assert.Throws<BrokenInvariantException>(engine.Complete);
        Assert.Contains("'result' would hold two rows with the key (1)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_completed_epoch_does_not_change_when_the_engine_goes_on()
    {
        var epoch = _engine.Run(Insert(Trip(1, "10:00", amount: 3m)));
        var delta = epoch.State.Delta.ToArray();
        _engine.Run(Update(Trip(1, "10:00", amount: 3m), Trip(1, "10:00", amount: 4m)));
        Assert.Equal((Int128)300, epoch.Results[0].Upserts.GetDecimal(0, 2));
        Assert.Equal(delta, epoch.State.Delta.ToArray());
    }
}
