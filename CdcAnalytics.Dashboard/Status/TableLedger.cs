namespace CdcAnalytics.Dashboard.Status;

/// <summary>Where every captured change of one source table went; each is in exactly one class.</summary>
/// <param name="Captured">Changes captured.</param>
/// <param name="Applied">Changes on time, taken by a query.</param>
/// <param name="LateCorrected">Late changes that corrected a result.</param>
/// <param name="DroppedLate">Late changes whose final window was closed; they can be queried.</param>
/// <param name="Filtered">Changes no query asks for.</param>
/// <param name="Quarantined">Changes that could not be understood; they can be queried.</param>
public sealed record TableLedger(
    long Captured,
    long Applied,
    long LateCorrected,
    long DroppedLate,
    long Filtered,
    long Quarantined)
{
    /// <summary>Whether the classes add up to what was captured.</summary>
    public bool IsBalanced => Captured == Applied + LateCorrected + DroppedLate + Filtered + Quarantined;
}
