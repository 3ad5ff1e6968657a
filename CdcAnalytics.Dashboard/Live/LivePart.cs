namespace CdcAnalytics.Dashboard.Live;

/// <summary>The parts of the page that are pushed separately, each only when it changed.</summary>
internal enum LivePart
{
    /// <summary>What the pipeline does, and how fresh the rest is.</summary>
    Status,

    /// <summary>Event rate and lag of the last minutes.</summary>
    Rates,

    /// <summary>Trips and revenue over event time.</summary>
    Hours,

    /// <summary>Busiest zones of the newest hour.</summary>
    Zones,

    /// <summary>Borough to borough in the newest hour.</summary>
    Flow,

    /// <summary>Payment types of the newest hour.</summary>
    Payments,

    /// <summary>Newest anomalies.</summary>
    Anomalies,

    /// <summary>Newest unmatched refunds.</summary>
    Refunds,
}
