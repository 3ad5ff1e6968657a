using CdcAnalytics.AppHost.Resources.Restarts;

namespace CdcAnalytics.AppHost.Tests.WithAspire.Restarts;

public sealed class RestartHistoryTests
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_pause_doubles_up_to_half_a_minute()
    {
        var history = new RestartHistory();

        var pauses = Enumerable.Range(0, 7).Select(number => history.NextPause(Start.AddSeconds(number * 40)).Seconds);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], pauses);
    }

    [Fact]
    public void After_two_quiet_minutes_the_pause_is_short_again()
    {
        var history = new RestartHistory();
        history.NextPause(Start);
        history.NextPause(Start.AddSeconds(10));

        Assert.Equal(TimeSpan.FromSeconds(1), history.NextPause(Start.AddSeconds(130)));
    }
}
