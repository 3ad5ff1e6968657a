WITH totals AS (
  SELECT
    date_trunc('hour', tpep_pickup_datetime) AS pickup_hour,
    pulocationid,
    count(*) AS trips,
    sum(total_amount) AS revenue,
    sum(fare_amount) AS fares,
    count(fare_amount) AS fare_count,
    sum(tip_amount) AS tips,
    sum(trip_distance::numeric(12, 2)) AS miles,
    count(trip_distance) AS mile_count,
    sum(trunc(extract(epoch FROM tpep_dropoff_datetime - tpep_pickup_datetime))) AS seconds,
    count(tpep_dropoff_datetime) AS second_count
  FROM yellow_taxi
  GROUP BY 1, 2
)
SELECT
  pickup_hour::timestamp(6) AS pickup_hour,
  pulocationid AS pickup_zone_id,
  zone AS pickup_zone,
  borough AS pickup_borough,
  trips,
  revenue::numeric(38, 2) AS revenue,
  round(fares::numeric(60, 25) / nullif(fare_count, 0), 6)::numeric(38, 6) AS average_fare,
  round(miles::numeric(60, 25) / nullif(mile_count, 0), 6)::numeric(38, 6) AS average_distance,
  round(round(seconds::numeric(60, 25) / nullif(second_count, 0), 6) / 60, 6)::numeric(38, 6) AS average_minutes,
  round(tips::numeric(60, 25) / nullif(fares, 0), 6)::numeric(38, 6) AS tip_rate,
  round(miles::numeric(60, 25) * 3600 / nullif(seconds, 0), 6)::numeric(38, 6) AS average_speed
FROM totals
LEFT JOIN taxi_zones ON locationid = pulocationid
