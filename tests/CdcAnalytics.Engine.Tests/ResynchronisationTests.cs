using CdcAnalytics.Testing.Simulation;
using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

public sealed class ResynchronisationTests
{
    private const string Closed =
        """{"start":"2024-01-01T10:00:00","end":"2024-01-01T11:00:00","zone":1,"trips":1,"amount":1.00}""";

    private readonly EngineHarness _engine = new(Queries.HourFinal("final"), Queries.ByZone(("trips", Queries.Count)));

    [Fact]
    public void Live_results_are_what_is_read_anew_and_closed_windows_stand()
    {
        LoseSlot();
        _engine.Run(Read(Trip(2, "12:00")), Read(Trip(3, "10:30", zone: 5)));
        Assert.Equal(["""{"zone":1,"trips":1}""", """{"zone":5,"trips":1}"""], _engine.Rows());
        Assert.Equal([Closed], _engine.Rows("final"));
    }

    [Fact]
    public void A_row_read_anew_into_a_closed_window_is_not_dropped()
    {
        LoseSlot();
        _engine.Run(Read(Trip(1, "10:00")), Read(Trip(2, "12:00")));
        Assert.Empty(_engine.Sink.Dropped);
        Assert.Equal("applied 3 late 1", _engine.Ledger());
    }

    [Fact]
    public void Open_windows_are_counted_from_what_is_read_anew()
    {
        LoseSlot();
        _engine.Run(Read(Trip(2, "12:00")));
        _engine.Run(Insert(Trip(3, "14:00")));
        Assert.Equal(
            [
                Closed,
                """{"start":"2024-01-01T12:00:00","end":"2024-01-01T13:00:00","zone":1,"trips":1,"amount":1.00}""",
            ],
            _engine.Rows("final"));
    }

    [Fact]
    public void After_the_first_streamed_change_a_closed_window_drops_again()
    {
        LoseSlot();
        _engine.Run(Read(Trip(2, "12:00")), Insert(Trip(3, "10:10")));
        Assert.Single(_engine.Sink.Dropped);
        Assert.False(_engine.Engine.IsResynchronising);
    }

    [Fact]
    public void A_restart_in_the_middle_goes_on_settling_silently()
    {
        LoseSlot();
        _engine.Run(Read(Trip(2, "12:00")));
        _engine.Restart();
        _engine.Run(Read(Trip(1, "10:00")));
        Assert.Empty(_engine.Sink.Dropped);
        Assert.Equal(["""{"zone":1,"trips":2}"""], _engine.Rows());
    }

    [Fact]
    public void It_begins_between_epochs_only()
    {
        _engine.Apply(Insert(Trip(1, "10:00")));
        Assert.Throws<InvalidOperationException>(_engine.Engine.BeginResynchronisation);
    }

    private static SimulatedChange Read(object?[] trip) => SimulatedChange.Read(Trips, trip);

    private void LoseSlot()
    {
        _engine.Run(Insert(Trip(1, "10:00")), Insert(Trip(2, "12:00")));
        _engine.Restart();
        _engine.Engine.BeginResynchronisation();
    }
}
