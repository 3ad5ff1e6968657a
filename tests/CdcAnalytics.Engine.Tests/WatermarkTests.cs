using CdcAnalytics.Testing.Simulation;
using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

public sealed class WatermarkTests
{
    private readonly EngineHarness _engine = new(Queries.ByZone(("trips", Queries.Count)));

    private string? Watermark => _engine.Engine.Tables[Trips].Watermark?.ToString();

    [Fact]
    public void There_is_no_watermark_before_the_first_event() => Assert.Null(Watermark);

    [Fact]
    public void The_watermark_stays_its_delay_behind_the_newest_event()
    {
        _engine.Apply(Insert(Trip(1, "10:00")), Insert(Trip(2, "12:30")), Insert(Trip(3, "11:00")));
        Assert.Equal("2024-01-01T11:30:00", Watermark);
    }

    [Fact]
    public void A_truncate_does_not_move_the_watermark()
    {
        _engine.Apply(Insert(Trip(1, "10:00")), SimulatedChange.Truncate(Trips));
        Assert.Equal("2024-01-01T09:00:00", Watermark);
    }

    [Fact]
    public void An_update_counts_with_the_time_it_leaves()
    {
        _engine.Apply(Insert(Trip(1, "10:00")), Update(Trip(1, "10:00"), Trip(1, "13:00")));
        Assert.Equal("2024-01-01T12:00:00", Watermark);
    }

    [Fact]
    public void An_event_a_day_ahead_of_its_commit_moves_the_watermark_and_a_microsecond_more_does_not()
    {
        object?[] dayAhead = [1L, At("2024-01-02 10:00"), 1, 1m, null];
        object?[] beyond = [2L, At("2024-01-02 10:00").AddMicroseconds(1), 1, 1m, null];
        _engine.ApplyAt(At("2024-01-01 10:00"), Insert(dayAhead), Insert(beyond));
        Assert.Equal("2024-01-02T09:00:00", Watermark);
    }

    [Fact]
    public void A_table_without_declaration_has_no_watermark()
    {
        _engine.Apply(InsertZone(1, "one"));
        Assert.Null(_engine.Engine.Tables[Zones].Watermark);
    }

    [Fact]
    public void The_watermark_outlives_a_restart()
    {
        _engine.Run(Insert(Trip(1, "10:00")));
        _engine.Restart();
        Assert.Equal("2024-01-01T09:00:00", Watermark);
    }
}
