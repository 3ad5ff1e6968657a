namespace CdcAnalytics.ConnectorManager.DeadLetters;

/// <summary>A record that a sink could not read, with what Connect says of it in the record's headers.</summary>
/// <param name="At">Its place: dead letters' topic, partition and offset.</param>
/// <param name="WrittenAt">When it became a dead letter.</param>
/// <param name="Connector">The connector that could not read it.</param>
/// <param name="Origin">Where it came from: topic, partition and offset.</param>
/// <param name="Stage">Where it failed, such as VALUE_CONVERTER.</param>
/// <param name="Reason">The exception and its message, in one line.</param>
/// <param name="Key">The record's key as text; null when it has none.</param>
/// <param name="Value">The record's value as text; null when it has none.</param>
public sealed record DeadLetter(
    string At,
    DateTimeOffset WrittenAt,
    string Connector,
    string Origin,
    string Stage,
    string Reason,
    string? Key,
    string? Value);
