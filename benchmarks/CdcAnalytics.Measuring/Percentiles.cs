namespace CdcAnalytics.Measuring;

/// <summary>A distribution in four numbers.</summary>
/// <param name="P50">The median.</param>
/// <param name="P99">99 of 100 are no larger.</param>
/// <param name="Max">The largest.</param>
/// <param name="Count">How many values.</param>
public sealed record Percentiles(double P50, double P99, double Max, int Count)
{
    /// <summary>Of those values; null when there are none.</summary>
    public static Percentiles? Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : new(At(0.50), At(0.99), sorted[^1], sorted.Length);

        // Nearest rank.
        double At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
