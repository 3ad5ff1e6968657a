using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Testing.Simulation;
using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

public sealed class LedgerTests
{
    [Fact]
    public void A_change_that_no_query_takes_is_filtered()
    {
        var engine = new EngineHarness(Queries.Poisonable());
        engine.Run(Insert(Trip(1, "10:00", amount: 0m)), Insert(Trip(2, "10:00")));
        Assert.Equal("applied 1 filtered 1", engine.Ledger());
    }

    [Fact]
    public void An_update_is_taken_when_one_of_its_images_is()
    {
        var engine = new EngineHarness(Queries.Poisonable());
        engine.Run(Insert(Trip(1, "10:00")), Update(Trip(1, "10:00"), Trip(1, "10:00", amount: 0m)));
        Assert.Equal("applied 2", engine.Ledger());
        Assert.Empty(engine.Rows());
    }

    [Fact]
    public void A_table_that_no_query_reads_is_filtered()
    {
        var engine = new EngineHarness(Queries.Poisonable());
        engine.Run(InsertZone(1, "one"));
        Assert.Equal("filtered 1", engine.Ledger(Zones));
    }

    [Fact]
    public void Quarantined_goes_before_dropped_and_dropped_before_late()
    {
        var engine = new EngineHarness(Queries.HourFinal("final"), Queries.Poisonable("rows"));
        engine.Run(
            Insert(Trip(1, "15:00")),
            Insert(Trip(2, "10:00", amount: 13m)),
            Insert(Trip(3, "10:00")),
            Insert(Trip(4, "13:30", amount: 0m)));
        engine.Run(Insert(Trip(5, "14:10")), Insert(Trip(6, "13:59")));
        Assert.Equal("applied 2 dropped 3 quarantined 1", engine.Ledger());
    }

    [Fact]
    public void A_truncate_is_one_change()
    {
        var engine = new EngineHarness(Queries.Poisonable());
        engine.Run(Insert(Trip(1, "10:00")), Insert(Trip(2, "10:00")), SimulatedChange.Truncate(Trips));
        Assert.Equal("applied 3", engine.Ledger());
    }

    [Fact]
    public void An_unreadable_change_is_captured_and_quarantined()
    {
        var engine = new EngineHarness(Queries.Poisonable());
        engine.Apply(new UnreadableChange(Trips, ChangeOperation.Insert, "7", "at is infinity", "{}", new Lsn(0x10)));
        engine.Complete();
        Assert.Equal("quarantined 1", engine.Ledger());
        var quarantined = Assert.Single(engine.Sink.Quarantined);
        Assert.Equal((Trips, null, "7", "at is infinity"),
            (quarantined.Table, quarantined.Query, quarantined.RowKey, quarantined.Reason));
    }
}
