using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Engine.Epochs;

/// <summary>How far one source table has come at an epoch's end.</summary>
/// <param name="Watermark">Its watermark; null until the first event, or when it declares none.</param>
/// <param name="Ledger">What became of its changes.</param>
public sealed record TableProgress(EventTime? Watermark, LedgerCounts Ledger);
