using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Engine.Tests;

public sealed class EventTimeTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00")]
    [InlineData(-1, "1969-12-31T23:59:59.999999")]
    [InlineData(1_704_070_675_500_000, "2024-01-01T00:57:55.5")]
    public void An_event_time_prints_as_iso_text_without_zone(long microseconds, string text) =>
        Assert.Equal(text, new EventTime(microseconds).ToString());

    [Fact]
    public void A_time_outside_the_calendar_prints_its_microseconds() =>
        Assert.Equal("9223372036854775807 µs", new EventTime(long.MaxValue).ToString());
}
