using CdcAnalytics.Dashboard.Analytics;

namespace CdcAnalytics.Dashboard.Tests;

public sealed class EventHourRangeTests
{
    private static readonly DateTime _newest = new(2024, 1, 16, 20, 0, 0, DateTimeKind.Unspecified);

    [Fact]
    public void No_hours_give_no_range() => Assert.Null(EventHourRange.Choose([], maxHours: 48));

    [Fact]
    public void The_last_hour_is_the_newest_and_the_range_is_as_long_as_asked() => Assert.Equal(
        new EventHourRange(_newest.AddHours(-47), _newest, StrayHours: 0),
        EventHourRange.Choose(Run(_newest, hours: 100), maxHours: 48));

    [Fact]
    public void A_lone_hour_far_ahead_is_left_out() => Assert.Equal(
        new EventHourRange(_newest.AddHours(-47), _newest, StrayHours: 2),
        EventHourRange.Choose(
            [new(2098, 9, 11, 2, 0, 0), new(2090, 12, 31, 6, 0, 0), .. Run(_newest, hours: 100)], maxHours: 48));

    [Fact]
    public void A_gap_within_a_day_does_not_end_a_run() => Assert.Equal(
        new EventHourRange(_newest.AddHours(-9), _newest, StrayHours: 0),
        EventHourRange.Choose(
            [_newest, _newest.AddHours(-20), .. Run(_newest.AddHours(-40), hours: 3)], maxHours: 10));

    [Fact]
    public void Where_all_runs_are_short_the_newest_hour_is_shown() => Assert.Equal(
        new EventHourRange(_newest, _newest, StrayHours: 0),
        EventHourRange.Choose([_newest, _newest.AddDays(-10), _newest.AddDays(-20)], maxHours: 1));

    private static DateTime[] Run(DateTime newest, int hours) =>
        [.. Enumerable.Range(0, hours).Select(hour => newest.AddHours(-hour))];
}
