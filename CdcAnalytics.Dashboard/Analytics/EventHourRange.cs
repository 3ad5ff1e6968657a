namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>The event hours to show.</summary>
/// <param name="First">Start of the first hour.</param>
/// <param name="Last">Start of the last hour; inclusive.</param>
/// <param name="StrayHours">Newer hours that stand alone and are left out.</param>
public sealed record EventHourRange(DateTime First, DateTime Last, int StrayHours)
{
    private const int LeastHoursOfARun = 3;
    private static readonly TimeSpan _gapBetweenRuns = TimeSpan.FromHours(24);

    /// <summary>
    /// Chooses the newest run of hours that is more than a few rows with a wrong clock. Trip files hold a handful of
    /// rows of years such as 2098; were they the newest hour, the page would show nothing else for ever.
    /// </summary>
    /// <param name="newestFirst">Hours that have trips, newest first.</param>
    /// <param name="maxHours">Hours to show, at most.</param>
    /// <returns>The range, or null when there is no hour at all.</returns>
    public static EventHourRange? Choose(IReadOnlyList<DateTime> newestFirst, int maxHours)
    {
        ArgumentNullException.ThrowIfNull(newestFirst);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxHours, 1);
        if (newestFirst.Count == 0)
        {
            return null;
        }

        var start = 0;
        while (true)
        {
            var end = start + 1;
            while (end < newestFirst.Count && newestFirst[end - 1] - newestFirst[end] <= _gapBetweenRuns)
            {
                end++;
            }

            if (end - start >= LeastHoursOfARun)
            {
                return Of(newestFirst[start], maxHours, start);
            }

            if (end >= newestFirst.Count)
            {
                // Only short runs: nothing tells the stray from the true, so the newest is shown.
                return Of(newestFirst[0], maxHours, strayHours: 0);
            }

            start = end;
        }
    }

    private static EventHourRange Of(DateTime last, int maxHours, int strayHours) =>
        new(last.AddHours(1 - maxHours), last, strayHours);
}
