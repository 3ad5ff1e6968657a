namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>
/// The queries of the dashboard; each is bounded by a key range or a limit and served by a primary key.
/// </summary>
internal static class AnalyticsSql
{
    /// <summary>Which of the tables of $1 exist.</summary>
    public const string ExistingTables = """
        SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL
        """;

    /// <summary>
    /// Newest hours at or before $1, newest first, at most $2. It steps from key to key, so that its cost is that of
    /// the hours, not of the zones in them.
    /// </summary>
    public const string NewestHours = """
        WITH RECURSIVE hours(pickup_hour) AS (
          (SELECT pickup_hour FROM analytics.zone_hour_live
           WHERE pickup_hour <= $1 ORDER BY pickup_hour DESC LIMIT 1)
          UNION ALL
          SELECT (SELECT older.pickup_hour FROM analytics.zone_hour_live AS older
                  WHERE older.pickup_hour < hours.pickup_hour ORDER BY older.pickup_hour DESC LIMIT 1)
          FROM hours WHERE hours.pickup_hour IS NOT NULL
        )
        SELECT pickup_hour FROM hours WHERE pickup_hour IS NOT NULL LIMIT $2
        """;

    /// <summary>Live totals of the hours $1 to $2.</summary>
    public const string LiveHours = """
        SELECT pickup_hour, sum(trips)::bigint, coalesce(sum(revenue), 0)
        FROM analytics.zone_hour_live WHERE pickup_hour BETWEEN $1 AND $2
        GROUP BY pickup_hour ORDER BY pickup_hour
        """;

    /// <summary>
    /// Final totals of the same hours, and how far the same zones' live trips are from them. A zone whose trips were
    /// all deleted since has no live row any more. The range stands twice: said once, all live rows would be read.
    /// </summary>
    public const string FinalHours = """
        SELECT final.window_start, count(*), sum(final.trips)::bigint, coalesce(sum(final.revenue), 0),
               sum(abs(coalesce(live.trips, 0) - final.trips))::bigint
        FROM analytics.zone_hour_final AS final
        LEFT JOIN analytics.zone_hour_live AS live
          ON live.pickup_hour = final.window_start AND live.pickup_zone_id = final.pickup_zone_id
         AND live.pickup_hour BETWEEN $1 AND $2
        WHERE final.window_start BETWEEN $1 AND $2
        GROUP BY final.window_start
        """;

    /// <summary>Ten busiest zones of hour $1; {0} and {1} are the final trips where that table exists.</summary>
    public const string BusyZones = """
        SELECT busy.place, before.place, busy.pickup_zone_id, live.pickup_zone, live.pickup_borough, busy.trips,
               {0}, busy.revenue, live.average_fare, live.average_speed, live.tip_rate
        FROM analytics.busiest_zones_live AS busy
        LEFT JOIN analytics.zone_hour_live AS live
          ON live.pickup_hour = busy.pickup_hour AND live.pickup_zone_id = busy.pickup_zone_id
        LEFT JOIN analytics.busiest_zones_live AS before
          ON before.pickup_hour = busy.pickup_hour - INTERVAL '1 hour'
         AND before.pickup_zone_id = busy.pickup_zone_id
        {1}
        WHERE busy.pickup_hour = $1 ORDER BY busy.place LIMIT 10
        """;

    /// <summary>The join that brings a zone's final trips.</summary>
    public const string BusyZonesFinalJoin = """
        LEFT JOIN analytics.zone_hour_final AS final
          ON final.window_start = busy.pickup_hour AND final.window_end = busy.pickup_hour + INTERVAL '1 hour'
         AND final.pickup_zone_id = busy.pickup_zone_id
        """;

    /// <summary>Borough to borough in hour $1.</summary>
    public const string BoroughFlows = """
        SELECT pickup_borough, dropoff_borough, trips, revenue
        FROM analytics.borough_flow_live WHERE pickup_hour = $1
        ORDER BY pickup_borough, dropoff_borough LIMIT 400
        """;

    /// <summary>Payment types of hour $1.</summary>
    public const string PaymentMix = """
        SELECT payment_type, trips, revenue, tips
        FROM analytics.payment_mix_live WHERE pickup_hour = $1 ORDER BY trips DESC, payment_type LIMIT 20
        """;

    /// <summary>The $1 anomalies with the newest keys; {0} is the zone table where it exists.</summary>
    public const string Anomalies = """
        SELECT anomaly.trip_id, anomaly.anomaly, anomaly.tpep_pickup_datetime, anomaly.tpep_dropoff_datetime,
               anomaly.pickup_zone_id, pickup.zone, anomaly.dropoff_zone_id, dropoff.zone,
               anomaly.trip_distance, anomaly.total_amount
        FROM (SELECT * FROM analytics.trip_anomalies_live ORDER BY trip_id DESC LIMIT $1) AS anomaly
        LEFT JOIN {0} AS pickup ON pickup.locationid = anomaly.pickup_zone_id
        LEFT JOIN {0} AS dropoff ON dropoff.locationid = anomaly.dropoff_zone_id
        ORDER BY anomaly.trip_id DESC
        """;

    /// <summary>The $1 unmatched refunds of the newest windows; {0} is the zone table where it exists.</summary>
    public const string UnmatchedRefunds = """
        SELECT refund.tpep_pickup_datetime, refund.tpep_dropoff_datetime, refund.pickup_zone_id, pickup.zone,
               refund.dropoff_zone_id, dropoff.zone, refund.fare, refund.refunds, refund.trips
        FROM (SELECT * FROM analytics.unmatched_refunds_final
              ORDER BY window_start DESC, window_end DESC, vendorid DESC, tpep_pickup_datetime DESC LIMIT $1) AS refund
        LEFT JOIN {0} AS pickup ON pickup.locationid = refund.pickup_zone_id
        LEFT JOIN {0} AS dropoff ON dropoff.locationid = refund.dropoff_zone_id
        ORDER BY refund.window_start DESC, refund.tpep_pickup_datetime DESC
        """;

    /// <summary>Stands in for the zone table where it does not exist.</summary>
    public const string NoZones = "(SELECT NULL::int AS locationid, NULL::text AS zone WHERE false)";

    /// <summary>The $1 newest rejected changes of table {0}.</summary>
    public const string Rejected = """
        SELECT table_name, operation::text, row_key::text, event_time, watermark, query, reason, row_data::text,
               commit_lsn::text, recorded_at
        FROM {0} ORDER BY id DESC LIMIT $1
        """;
}
