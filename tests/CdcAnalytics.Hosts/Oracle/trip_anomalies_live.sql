SELECT
  id AS trip_id,
  CASE WHEN tpep_dropoff_datetime < tpep_pickup_datetime THEN 'drop-off before pickup' ELSE 'impossible speed' END
    AS anomaly,
  tpep_pickup_datetime::timestamp(6) AS tpep_pickup_datetime,
  tpep_dropoff_datetime::timestamp(6) AS tpep_dropoff_datetime,
  pulocationid AS pickup_zone_id,
  dolocationid AS dropoff_zone_id,
  trip_distance,
  total_amount::numeric(10, 2) AS total_amount
FROM yellow_taxi
WHERE tpep_dropoff_datetime < tpep_pickup_datetime
   OR trip_distance * 3600 > 100 * trunc(extract(epoch FROM tpep_dropoff_datetime - tpep_pickup_datetime))
