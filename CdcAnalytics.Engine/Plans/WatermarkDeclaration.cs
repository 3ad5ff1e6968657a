namespace CdcAnalytics.Engine.Plans;

/// <summary>The WATERMARK clause of a source table.</summary>
/// <param name="EventTimeColumn">Position of the event-time column, a NOT NULL timestamp.</param>
/// <param name="Delay">How far the watermark stays behind the newest event time seen; zero or more.</param>
public sealed record WatermarkDeclaration(int EventTimeColumn, TimeSpan Delay);
