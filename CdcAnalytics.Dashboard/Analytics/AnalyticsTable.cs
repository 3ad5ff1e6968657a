namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>Tables the dashboard reads, by schema and name.</summary>
internal static class AnalyticsTable
{
    /// <summary>Live statistics of each zone and hour.</summary>
    public const string ZoneHourLive = "analytics.zone_hour_live";

    /// <summary>Final statistics of each zone and hour.</summary>
    public const string ZoneHourFinal = "analytics.zone_hour_final";

    /// <summary>Borough to borough.</summary>
    public const string BoroughFlowLive = "analytics.borough_flow_live";

    /// <summary>Payment types.</summary>
    public const string PaymentMixLive = "analytics.payment_mix_live";

    /// <summary>Ten busiest zones.</summary>
    public const string BusiestZonesLive = "analytics.busiest_zones_live";

    /// <summary>Impossible trips.</summary>
    public const string TripAnomaliesLive = "analytics.trip_anomalies_live";

    /// <summary>Refunds without a trip.</summary>
    public const string UnmatchedRefundsFinal = "analytics.unmatched_refunds_final";

    /// <summary>The source's zone names.</summary>
    public const string TaxiZones = "public.taxi_zones";

    /// <summary>Late changes that a final window dropped.</summary>
    public const string DroppedEvent = "cdc.dropped_event";

    /// <summary>Changes that could not be understood.</summary>
    public const string QuarantinedEvent = "cdc.quarantined_event";
}
