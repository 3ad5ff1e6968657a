using CdcAnalytics.Engine.Time;

namespace CdcAnalytics.Engine.Execution;

/// <summary>What the operators of a query need to know of the change they are fed, and what they say of it.</summary>
internal sealed class EventContext
{
    /// <summary>The watermark before the change; null before there is any.</summary>
    public EventTime? Watermark { get; set; }

    /// <summary>
    /// Whether closed windows swallow the row without a word, since it was read anew after a lost slot.
    /// </summary>
    public bool SettlesSilently { get; set; }

    /// <summary>Set when a row of the change was taken into state or results.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Set to the closed window's end when a final query refused a row of the change.</summary>
    public EventTime? ClosedWindowEnd { get; set; }

    /// <summary>Begins the next change.</summary>
    public void Begin(EventTime? watermark, bool settlesSilently)
    {
        Watermark = watermark;
        SettlesSilently = settlesSilently;
        IsTaken = false;
        ClosedWindowEnd = null;
    }
}
