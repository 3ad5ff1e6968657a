using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

public sealed class TumblingWindowTests
{
    private const string TenToEleven =
        """{"start":"2024-01-01T10:00:00","end":"2024-01-01T11:00:00","zone":1,"trips":1,"amount":1.00}""";

    private readonly EngineHarness _engine = new(Queries.HourFinal());

    [Fact]
    public void A_window_stays_open_while_the_watermark_is_a_microsecond_below_its_end()
    {
        _engine.Run(Insert(Trip(1, "10:00")), Insert(Trip(2, "11:59:59.999999")));
        Assert.Empty(_engine.Rows());
    }

    [Fact]
    public void A_window_is_emitted_when_the_watermark_reaches_its_end()
    {
        _engine.Run(Insert(Trip(1, "10:00")), Insert(Trip(2, "12:00")));
        Assert.Equal([TenToEleven], _engine.Rows());
    }

    [Fact]
    public void A_late_event_in_an_open_window_is_counted()
    {
        _engine.Run(Insert(Trip(1, "11:50")), Insert(Trip(2, "10:30")), Insert(Trip(3, "12:00")));
        Assert.Equal("applied 2 late 1", _engine.Ledger());
        Assert.Equal([TenToEleven], _engine.Rows());
    }

    [Fact]
    public void An_event_of_a_closed_window_is_dropped_and_kept_with_its_reason()
    {
        _engine.Run(Insert(Trip(1, "10:00")), Insert(Trip(2, "12:00")), Insert(Trip(3, "10:59")));
        Assert.Equal("applied 2 dropped 1", _engine.Ledger());
        var dropped = Assert.Single(_engine.Sink.Dropped);
        Assert.Equal(
            ("3", "2024-01-01T10:59:00", "2024-01-01T11:00:00", "2024-01-01T11:00:00", "result"),
            (dropped.RowKey, $"{dropped.EventTime}", $"{dropped.Watermark}", $"{dropped.WindowEnd}", dropped.Query));
        Assert.Equal("""{"id":3,"at":"2024-01-01T10:59:00","zone":1,"amount":1.00,"kind":null}""", dropped.RowJson);
        Assert.Equal([TenToEleven], _engine.Rows());
    }

    [Fact]
    public void An_event_is_judged_by_the_watermark_before_it_wherever_the_epoch_ends()
    {
        _engine.Run(Insert(Trip(1, "12:00")));
        _engine.Run(Insert(Trip(2, "10:59")));
        Assert.Equal("applied 1 dropped 1", _engine.Ledger());
    }

    [Fact]
    public void A_group_that_lost_its_last_row_while_open_is_never_emitted()
    {
        _engine.Run(Insert(Trip(1, "10:00")));
        _engine.Run(Delete(Trip(1, "10:00")), Insert(Trip(2, "12:00")));
        Assert.Empty(_engine.Rows());
    }

    [Fact]
    public void An_update_out_of_a_closed_window_is_dropped_there_and_taken_where_it_goes()
    {
        _engine.Run(Insert(Trip(1, "10:00")), Insert(Trip(2, "12:00")));
        _engine.Run(Update(Trip(1, "10:00"), Trip(1, "12:10")));
        _engine.Run(Insert(Trip(3, "14:00")));
        Assert.Equal("applied 3 dropped 1", _engine.Ledger());
        Assert.Equal(
            [
                TenToEleven,
                """{"start":"2024-01-01T12:00:00","end":"2024-01-01T13:00:00","zone":1,"trips":2,"amount":2.00}""",
            ],
            _engine.Rows());
    }

    [Fact]
    public void An_open_window_goes_on_after_a_restart()
    {
        _engine.Run(Insert(Trip(1, "10:00")));
        _engine.Restart();
        _engine.Run(Insert(Trip(2, "10:30")), Insert(Trip(3, "12:00")));
        Assert.Equal(
            ["""{"start":"2024-01-01T10:00:00","end":"2024-01-01T11:00:00","zone":1,"trips":2,"amount":2.00}"""],
            _engine.Rows());
    }
}
