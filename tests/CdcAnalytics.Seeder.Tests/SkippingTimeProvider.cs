namespace CdcAnalytics.Seeder.Tests;

/// <summary>A clock that moves by waits alone, and these are over at once: elapsed time is the time waited.</summary>
internal sealed class SkippingTimeProvider : TimeProvider
{
    private long _timestamp;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _timestamp);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Add(ref _timestamp, dueTime.Ticks);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new DoneTimer();
    }

    private sealed class DoneTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
