using CdcAnalytics.Engine.Epochs;

namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// The dropped and quarantined rows of the epoch under way, of all queries, in the order they were met.
/// </summary>
internal sealed class FaultLog
{
    /// <summary>Events that a final query refused.</summary>
    public List<DroppedEvent> Dropped { get; private set; } = [];

    /// <summary>Changes and result rows that could not be processed.</summary>
    public List<QuarantinedEvent> Quarantined { get; private set; } = [];

    /// <summary>Hands both lists over and begins new ones.</summary>
    public (List<DroppedEvent> Dropped, List<QuarantinedEvent> Quarantined) Take()
    {
        var taken = (Dropped, Quarantined);
        Dropped = [];
        Quarantined = [];
        return taken;
    }
}
