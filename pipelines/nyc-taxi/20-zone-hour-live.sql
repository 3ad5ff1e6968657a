-- The same hours for every zone, live: corrected for ever, however late, changed or deleted a trip is.
-- Averages are of exact decimals. NULLIF keeps an hour without fares or time from dividing by zero.

CREATE TABLE zone_hour_live (
  pickup_hour           TIMESTAMP(6) NOT NULL,
  pickup_zone_id        INT NOT NULL,
  pickup_zone           STRING,
  pickup_borough        STRING,
  trips                 BIGINT NOT NULL,
  revenue               DECIMAL(38, 2),
  average_fare          DECIMAL(38, 6),
  average_distance      DECIMAL(38, 6),
  average_minutes       DECIMAL(38, 6),
  tip_rate              DECIMAL(38, 6),
  average_speed         DECIMAL(38, 6),
  PRIMARY KEY (pickup_hour, pickup_zone_id) NOT ENFORCED
);

INSERT INTO zone_hour_live
SELECT
  totals.pickup_hour,
  totals.pickup_zone_id,
  zones.`zone`,
  zones.borough,
  totals.trips,
  totals.revenue,
  totals.average_fare,
  totals.average_distance,
  CAST(totals.average_seconds / 60 AS DECIMAL(38, 6)),
  CAST(totals.tips / NULLIF(totals.fares, 0) AS DECIMAL(38, 6)),
  CAST(totals.miles * 3600 / NULLIF(totals.seconds, 0) AS DECIMAL(38, 6))
FROM (
  SELECT
    FLOOR(tpep_pickup_datetime TO HOUR) AS pickup_hour,
    pulocationid AS pickup_zone_id,
    COUNT(*) AS trips,
    SUM(total_amount) AS revenue,
    AVG(fare_amount) AS average_fare,
    AVG(CAST(trip_distance AS DECIMAL(12, 2))) AS average_distance,
    AVG(CAST(TIMESTAMPDIFF(SECOND, tpep_pickup_datetime, tpep_dropoff_datetime) AS DECIMAL(12, 0))) AS average_seconds,
    SUM(fare_amount) AS fares,
    SUM(tip_amount) AS tips,
    SUM(CAST(trip_distance AS DECIMAL(12, 2))) AS miles,
    -- BIGINT, since a sum of INT is INT: a few trips with a wrong year would leave it.
    SUM(CAST(TIMESTAMPDIFF(SECOND, tpep_pickup_datetime, tpep_dropoff_datetime) AS BIGINT)) AS seconds
  FROM yellow_taxi
  GROUP BY FLOOR(tpep_pickup_datetime TO HOUR), pulocationid
) AS totals
LEFT JOIN taxi_zones AS zones ON zones.locationid = totals.pickup_zone_id;
