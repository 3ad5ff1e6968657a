using CdcAnalytics.Engine.Changes;
using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

public sealed class QuarantineTests
{
    private readonly EngineHarness _engine = new(
        Queries.Poisonable("poisonable"), Queries.ByZone(("trips", Queries.Count)));

    [Fact]
    public void A_row_that_cannot_be_computed_is_kept_with_its_reason_and_other_queries_go_on()
    {
        _engine.Run(Insert(Trip(1, "10:00", amount: 13m)));
        Assert.Empty(_engine.Rows("poisonable"));
        Assert.Equal(["""{"zone":1,"trips":1}"""], _engine.Rows());
        var quarantined = Assert.Single(_engine.Sink.Quarantined);
        Assert.Equal(
            (Trips, "poisonable", ChangeOperation.Insert, "1", "amount is 13.00"),
            (quarantined.Table, quarantined.Query, quarantined.Operation, quarantined.RowKey, quarantined.Reason));
        Assert.Equal(
            """{"id":1,"at":"2024-01-01T10:00:00","zone":1,"amount":13.00,"kind":null}""", quarantined.RowJson);
    }

    [Fact]
    public void A_row_that_is_mended_comes_into_the_result()
    {
        _engine.Run(Insert(Trip(1, "10:00", amount: 13m)));
        _engine.Run(Update(Trip(1, "10:00", amount: 13m), Trip(1, "10:00", amount: 14m)));
        Assert.Single(_engine.Rows("poisonable"));
        Assert.Equal("applied 1 quarantined 1", _engine.Ledger());
    }

    [Fact]
    public void A_row_that_breaks_leaves_the_result()
    {
        _engine.Run(Insert(Trip(1, "10:00", amount: 14m)));
        _engine.Run(Update(Trip(1, "10:00", amount: 14m), Trip(1, "10:00", amount: 13m)));
        Assert.Empty(_engine.Rows("poisonable"));
        Assert.Equal("applied 1 quarantined 1", _engine.Ledger());
    }

    [Fact]
    public void Deleting_a_row_that_never_came_in_takes_nothing_back()
    {
        _engine.Run(Insert(Trip(1, "10:00", amount: 13m)));
        _engine.Run(Delete(Trip(1, "10:00", amount: 13m)));
        Assert.Empty(_engine.Rows("poisonable"));
        Assert.Equal("quarantined 2", _engine.Ledger());
    }
}
