using CdcAnalytics.ConnectorManager.Reconciling;
using Microsoft.Extensions.Time.Testing;

namespace CdcAnalytics.ConnectorManager.Tests.Reconciling;

/// <summary>When a failed connector is restarted.</summary>
public sealed class RestartBackoffTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Restarts_come_at_once_and_then_after_pauses_that_double_up_to_a_minute_for_ever()
    {
        var backoff = new RestartBackoff(_time);

        List<double> pauses = [];
        for (var restart = 0; restart < 40; restart++)
        {
            Assert.True(backoff.Fail());
            Assert.False(backoff.Fail());
            pauses.Add(backoff.Pause?.TotalSeconds ?? 0);
            _time.Advance(backoff.Pause ?? TimeSpan.Zero);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, .. Enumerable.Repeat(60.0, 34)], pauses);
        Assert.Equal(40, backoff.Restarts);
    }

    [Fact]
    public void Two_minutes_of_running_begin_anew()
    {
        var backoff = new RestartBackoff(_time);
        FailTimes(backoff, 5);
        backoff.Run();
        _time.Advance(RestartBackoff.HealthyTime);
        backoff.Run();

        Assert.Equal(0, backoff.Restarts);
        Assert.True(backoff.Fail());
        Assert.Equal(TimeSpan.FromSeconds(1), backoff.Pause);
    }

    [Fact]
    public void A_short_run_between_two_failures_does_not_begin_anew()
    {
        var backoff = new RestartBackoff(_time);
        FailTimes(backoff, 3);
        backoff.Run();
        _time.Advance(RestartBackoff.HealthyTime - TimeSpan.FromSeconds(1));
        backoff.Run();
        Assert.True(backoff.Fail());
        backoff.Run();
        _time.Advance(TimeSpan.FromSeconds(2));
        backoff.Run();

        Assert.Equal(4, backoff.Restarts);
    }

    private void FailTimes(RestartBackoff backoff, int times)
    {
        for (var time = 0; time < times; time++)
        {
            _ = backoff.Fail();
            _time.Advance(backoff.Pause ?? TimeSpan.Zero);
        }
    }
}
