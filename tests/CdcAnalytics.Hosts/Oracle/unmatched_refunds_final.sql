SELECT
  window_start::timestamp(6) AS window_start,
  window_end::timestamp(6) AS window_end,
  vendorid,
  tpep_pickup_datetime::timestamp(6) AS tpep_pickup_datetime,
  tpep_dropoff_datetime::timestamp(6) AS tpep_dropoff_datetime,
  pulocationid AS pickup_zone_id,
  dolocationid AS dropoff_zone_id,
  abs(fare_amount)::numeric(10, 2) AS fare,
  coalesce(sum(weight) FILTER (WHERE fare_amount < 0), 0)::bigint AS refunds,
  coalesce(sum(weight) FILTER (WHERE fare_amount > 0), 0)::bigint AS trips
FROM oracle.taken
WHERE window_end <= (SELECT watermark FROM oracle.final_watermark)
  AND fare_amount <> 0 AND vendorid IS NOT NULL AND tpep_dropoff_datetime IS NOT NULL
GROUP BY window_start, window_end, vendorid, 4, 5, pulocationid, dolocationid, abs(fare_amount)
HAVING coalesce(sum(weight) FILTER (WHERE fare_amount < 0), 0) > coalesce(sum(weight) FILTER (WHERE fare_amount > 0), 0)
