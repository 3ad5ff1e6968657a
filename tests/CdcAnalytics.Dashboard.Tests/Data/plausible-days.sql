-- Two days of plausible results, the same on every run: noise comes from hashes. Zone names are the TLC's facts.

INSERT INTO public.taxi_zones (locationid, borough, zone, service_zone) VALUES
  (1, 'EWR', 'Newark Airport', 'EWR'), (7, 'Queens', 'Astoria', 'Boro Zone'),
  (43, 'Manhattan', 'Central Park', 'Yellow Zone'), (48, 'Manhattan', 'Clinton East', 'Yellow Zone'),
  (56, 'Queens', 'Corona', 'Boro Zone'), (57, 'Queens', 'Corona', 'Boro Zone'),
  (68, 'Manhattan', 'East Chelsea', 'Yellow Zone'), (69, 'Bronx', 'East Concourse/Concourse Village', 'Boro Zone'),
  (79, 'Manhattan', 'East Village', 'Yellow Zone'), (107, 'Manhattan', 'Gramercy', 'Yellow Zone'),
  (132, 'Queens', 'JFK Airport', 'Airports'), (138, 'Queens', 'LaGuardia Airport', 'Airports'),
  (141, 'Manhattan', 'Lenox Hill West', 'Yellow Zone'), (142, 'Manhattan', 'Lincoln Square East', 'Yellow Zone'),
  (161, 'Manhattan', 'Midtown Center', 'Yellow Zone'), (162, 'Manhattan', 'Midtown East', 'Yellow Zone'),
  (163, 'Manhattan', 'Midtown North', 'Yellow Zone'), (164, 'Manhattan', 'Midtown South', 'Yellow Zone'),
  (170, 'Manhattan', 'Murray Hill', 'Yellow Zone'), (181, 'Brooklyn', 'Park Slope', 'Boro Zone'),
  (186, 'Manhattan', 'Penn Station/Madison Sq West', 'Yellow Zone'),
  (206, 'Staten Island', 'Saint George/New Brighton', 'Boro Zone'),
  (230, 'Manhattan', 'Times Sq/Theatre District', 'Yellow Zone'), (234, 'Manhattan', 'Union Sq', 'Yellow Zone'),
  (236, 'Manhattan', 'Upper East Side North', 'Yellow Zone'),
  (237, 'Manhattan', 'Upper East Side South', 'Yellow Zone'),
  (239, 'Manhattan', 'Upper West Side South', 'Yellow Zone'), (249, 'Manhattan', 'West Village', 'Yellow Zone'),
  (255, 'Brooklyn', 'Williamsburg (North Side)', 'Boro Zone'),
  (264, 'Unknown', 'N/A', 'N/A'), (265, 'N/A', 'Outside of NYC', 'N/A');

CREATE TEMPORARY TABLE hour_share AS
SELECT ordinality - 1 AS hour_of_day, share FROM unnest(ARRAY[
  2.8, 1.8, 1.4, 1.4, 0.6, 0.5, 1.4, 2.8, 3.8, 4.1, 4.4, 4.4, 4.5, 5.2, 5.2, 5.5, 5.9, 6.9, 8.0, 6.1, 6.6, 6.2, 6.3, 4.4
]) WITH ORDINALITY AS shares(share, ordinality);

CREATE TEMPORARY TABLE zone_share AS
SELECT locationid, CASE locationid
  WHEN 236 THEN 5.0 WHEN 237 THEN 4.5 WHEN 161 THEN 4.5 WHEN 132 THEN 3.5 WHEN 186 THEN 3.2
  WHEN 264 THEN 0.4 WHEN 265 THEN 0.05 WHEN 1 THEN 0.02 WHEN 206 THEN 0.01 WHEN 69 THEN 0.1 WHEN 56 THEN 0.1
  WHEN 57 THEN 0.05 WHEN 181 THEN 0.2 WHEN 255 THEN 0.3 WHEN 7 THEN 0.4 WHEN 43 THEN 1.2
  ELSE 1.5 + (abs(hashint4(locationid)) % 100) / 70.0 END AS share
FROM public.taxi_zones;

INSERT INTO analytics.zone_hour_live
SELECT pickup_hour, locationid, zone, borough, trips, round(trips * (19.5 + noise * 12), 2),
       round(12 + noise * 9, 6), round(1.6 + noise * 2.5, 6), round(9 + noise * 9, 6), round(0.16 + noise * 0.08, 6),
       round(8.4 + noise * 6, 6)
FROM (
  SELECT hours.pickup_hour, zones.locationid, zones.zone, zones.borough, noise.noise,
         round(92000 * hour_share.share / 100 * zone_share.share / 50 * (0.8 + 0.4 * noise.noise)
           * CASE WHEN hours.pickup_hour >= TIMESTAMP '2024-01-16 21:00' THEN 0.35 ELSE 1 END)::bigint AS trips
  FROM generate_series(TIMESTAMP '2024-01-14 22:00', TIMESTAMP '2024-01-16 21:00', INTERVAL '1 hour')
    AS hours(pickup_hour)
  CROSS JOIN public.taxi_zones AS zones
  JOIN zone_share ON zone_share.locationid = zones.locationid
  JOIN hour_share ON hour_share.hour_of_day = extract(hour FROM hours.pickup_hour)
  CROSS JOIN LATERAL (
    SELECT (abs(hashint4(zones.locationid * 7919 + extract(epoch FROM hours.pickup_hour)::int / 3600)) % 1000)
      / 1000.0 AS noise) AS noise
) AS totals
WHERE trips > 0;

-- Closed by the watermark of 20:12: what came late since then is only in the live result.
INSERT INTO analytics.zone_hour_final
SELECT pickup_hour, pickup_hour + INTERVAL '1 hour', pickup_zone_id, trips - abs(hashint4(pickup_zone_id)) % 4,
       revenue - 31.40, pickup_hour + INTERVAL '59 minutes 41 seconds'
FROM analytics.zone_hour_live WHERE pickup_hour < TIMESTAMP '2024-01-16 20:00' AND trips >= 14;

INSERT INTO analytics.busiest_zones_live
SELECT pickup_hour, place, pickup_zone_id, trips, revenue
FROM (SELECT *, row_number() OVER (PARTITION BY pickup_hour ORDER BY trips DESC, pickup_zone_id) AS place
      FROM analytics.zone_hour_live) AS ranked
WHERE place <= 10;

INSERT INTO analytics.borough_flow_live
SELECT origin.pickup_hour, origin.pickup_borough, destination.borough, trips, round(trips * 24.5, 2)
FROM (SELECT pickup_hour, pickup_borough, sum(trips) AS all_trips
      FROM analytics.zone_hour_live GROUP BY 1, 2) AS origin
CROSS JOIN (VALUES ('Manhattan', 0.86), ('Queens', 0.07), ('Brooklyn', 0.045), ('Bronx', 0.008), ('EWR', 0.003),
  ('Staten Island', 0.0004), ('Unknown', 0.006), ('N/A', 0.004)) AS destination(borough, share)
CROSS JOIN LATERAL (SELECT round(all_trips * CASE WHEN origin.pickup_borough = destination.borough
  THEN greatest(share, 0.3) ELSE share END)::bigint AS trips) AS counted
WHERE trips > 0;

INSERT INTO analytics.payment_mix_live
SELECT pickup_hour, kind, round(all_trips * share)::bigint, round(all_trips * share * 26.8, 2),
       CASE WHEN kind = 1 THEN round(all_trips * share * 4.1, 2) ELSE 0 END
FROM (SELECT pickup_hour, sum(trips) AS all_trips FROM analytics.zone_hour_live GROUP BY 1) AS hours
CROSS JOIN (VALUES (0, 0.047), (1, 0.78), (2, 0.148), (3, 0.006), (4, 0.019)) AS kinds(kind, share);

INSERT INTO analytics.trip_anomalies_live
SELECT 91000 + number * 37, CASE WHEN number % 5 = 0 THEN 'drop-off before pickup' ELSE 'impossible speed' END,
       TIMESTAMP '2024-01-16 09:00' + number * INTERVAL '19 minutes 7 seconds',
       TIMESTAMP '2024-01-16 09:00' + number * INTERVAL '19 minutes 7 seconds'
         + CASE WHEN number % 5 = 0 THEN INTERVAL '-3 minutes' ELSE INTERVAL '21 seconds' END,
       (ARRAY[132, 236, 264, 161, 138])[1 + number % 5], (ARRAY[265, 237, 264, 1, 48])[1 + number % 5],
       18.4 + number, 52.5 + number
FROM generate_series(0, 33) AS number;

INSERT INTO analytics.unmatched_refunds_final
SELECT hour, hour + INTERVAL '1 hour', 2, hour + INTERVAL '20 minutes', hour + INTERVAL '32 minutes',
       236, 142, 11.40 + number, 1, 0
FROM generate_series(0, 5) AS number
CROSS JOIN LATERAL (SELECT TIMESTAMP '2024-01-16 11:00' + number * INTERVAL '1 hour' AS hour) AS hours;

INSERT INTO cdc.dropped_event
  (table_name, operation, row_key, event_time, watermark, query, reason, row_data, commit_lsn, recorded_at)
SELECT 'yellow_taxi', 'insert', (140000 + number)::text, TIMESTAMP '2024-01-01 00:05' + number * INTERVAL '1 minute',
       TIMESTAMP '2024-01-16 20:12', 'zone_hour_final', 'late: its window was closed when it came',
       jsonb_build_object('id', 140000 + number, 'pulocationid', 132, 'total_amount', 23.5), '0/16B3748'::pg_lsn,
       now() - number * INTERVAL '3 seconds'
FROM generate_series(259, 0, -1) AS number;

INSERT INTO cdc.quarantined_event
  (table_name, operation, row_key, event_time, watermark, query, reason, row_data, commit_lsn, recorded_at)
SELECT 'yellow_taxi', 'insert', '151222', NULL, NULL, NULL, 'pickup time is infinity, which has no hour',
       '{"id": 151222, "tpep_pickup_datetime": "infinity"}', '0/16B4000', now();

DROP TABLE hour_share, zone_share;
ANALYZE;
