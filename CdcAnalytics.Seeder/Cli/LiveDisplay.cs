using CdcAnalytics.Seeder.Live;

namespace CdcAnalytics.Seeder.Cli;

/// <summary>Says every few seconds how far the live stream is.</summary>
internal sealed class LiveDisplay : IProgress<LiveTripsProgress>
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private TimeSpan _lastLine;

    /// <inheritdoc/>
    public void Report(LiveTripsProgress value)
    {
        var elapsed = TimeProvider.System.GetElapsedTime(_start);
        if (elapsed - _lastLine < LineInterval)
        {
            return;
        }

        _lastLine = elapsed;
        Console.WriteLine(
            $"{value.TripsInserted:N0} trips "
                + $"({value.TripsInserted / elapsed.TotalSeconds:N0}/s), {value.TripsUpdated:N0} corrected, "
            + $"{value.TripsDeleted:N0} deleted, event time {value.NewestHour:yyyy-MM-dd HH:mm}"
            + (value.HistoryTripsLeft > 0 ? $", {value.HistoryTripsLeft:N0} of the history left" : ""));
    }
}
