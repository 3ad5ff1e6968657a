using System.Runtime.InteropServices;

namespace CdcAnalytics.Engine.Epochs;

/// <summary>
/// What became of every captured change of one table since capture began; each change is in exactly one class, so that
/// <see cref="Captured"/> is the sum of the others.
/// </summary>
/// <param name="Captured">Changes captured: one per read, insert, update, delete or truncate.</param>
/// <param name="Applied">Taken by a query, on time.</param>
/// <param name="LateCorrected">Taken by a query although below the watermark: live results were corrected.</param>
/// <param name="DroppedLate">
/// Refused by a final query, whose window was closed; kept as <see cref="DroppedEvent"/>.
/// </param>
/// <param name="Filtered">Taken by no query: every predicate said no.</param>
/// <param name="Quarantined">Not processable; kept as <see cref="QuarantinedEvent"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LedgerCounts(
    long Captured, long Applied, long LateCorrected, long DroppedLate, long Filtered, long Quarantined)
{
    /// <summary>Whether every captured change is accounted for.</summary>
    public bool IsBalanced => Captured == Applied + LateCorrected + DroppedLate + Filtered + Quarantined;
}
