namespace CdcAnalytics.Dashboard.Live;

/// <summary>One second of the pipeline's life; null is unknown.</summary>
/// <param name="EventsPerSecond">Change events captured per second.</param>
/// <param name="EndToEndLagSeconds">Commit to visible, seconds.</param>
internal sealed record RateSample(double? EventsPerSecond, double? EndToEndLagSeconds);
