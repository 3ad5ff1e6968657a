using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Testing.Simulation;
using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

public sealed class TruncateTests
{
    [Fact]
    public void Groups_go_and_come_again_with_what_follows()
    {
        var engine = new EngineHarness(Queries.ByZone(("trips", Queries.Count)));
        engine.Run(Insert(Trip(1, "10:00")), Insert(Trip(2, "10:00", zone: 2)));
        engine.Run(SimulatedChange.Truncate(Trips), Insert(Trip(3, "10:00", zone: 2)));
        Assert.Equal(["""{"zone":2,"trips":1}"""], engine.Rows());
        engine.Restart();
        engine.Run(Delete(Trip(3, "10:00", zone: 2)));
        Assert.Empty(engine.Rows());
    }

    [Fact]
    public void Rows_that_stand_for_themselves_are_cleared_at_once()
    {
        var engine = new EngineHarness(Queries.Poisonable());
        engine.Run(Insert(Trip(1, "10:00")));
        var epoch = engine.Run(Insert(Trip(2, "10:00")), SimulatedChange.Truncate(Trips), Insert(Trip(3, "10:00")));
        Assert.True(epoch.Results[0].IsCleared);
        Assert.Equal(["""{"id":3,"at":"2024-01-01T10:00:00","zone":1,"amount":1.00,"kind":null}"""], engine.Rows());
    }

    [Fact]
    public void Open_windows_are_emptied_and_closed_ones_stand()
    {
        var engine = new EngineHarness(Queries.HourFinal());
        engine.Run(Insert(Trip(1, "10:00")), Insert(Trip(2, "12:00")), SimulatedChange.Truncate(Trips));
        engine.Run(Insert(Trip(3, "14:00")));
        Assert.Equal(
            ["""{"start":"2024-01-01T10:00:00","end":"2024-01-01T11:00:00","zone":1,"trips":1,"amount":1.00}"""],
            engine.Rows());
    }

    [Fact]
    public void A_joined_table_loses_all_its_rows()
    {
        var engine = new EngineHarness(Queries.CountWithName(JoinKind.Left));
        engine.Run(InsertZone(1, "one"), Insert(Trip(1, "10:00")));
        engine.Run(SimulatedChange.Truncate(Zones));
        Assert.Equal(["""{"zone":1,"trips":1,"id":null,"name":null}"""], engine.Rows());
    }
}
