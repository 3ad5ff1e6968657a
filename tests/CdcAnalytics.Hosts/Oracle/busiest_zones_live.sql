SELECT pickup_hour, place, pickup_zone_id, trips, revenue
FROM (
  SELECT
    date_trunc('hour', tpep_pickup_datetime)::timestamp(6) AS pickup_hour,
    row_number() OVER (
      PARTITION BY date_trunc('hour', tpep_pickup_datetime) ORDER BY count(*) DESC, pulocationid) AS place,
    pulocationid AS pickup_zone_id,
    count(*) AS trips,
    sum(total_amount)::numeric(38, 2) AS revenue
  FROM yellow_taxi
  GROUP BY date_trunc('hour', tpep_pickup_datetime), pulocationid
) AS ranked
WHERE place <= 10
