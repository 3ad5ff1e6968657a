namespace CdcAnalytics.ConnectorManager.DeadLetters;

/// <summary>What is known of the dead letters.</summary>
/// <param name="Records">How many there are; null as long as the brokers have not been asked.</param>
/// <param name="Topics">Where they lie.</param>
/// <param name="Problem">Why they could not be counted; null when they were.</param>
internal sealed record DeadLetterCount(long? Records, IReadOnlyList<string> Topics, string? Problem);
