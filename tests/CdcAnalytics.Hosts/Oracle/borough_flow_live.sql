SELECT
  date_trunc('hour', tpep_pickup_datetime)::timestamp(6) AS pickup_hour,
  pickup.borough AS pickup_borough,
  dropoff.borough AS dropoff_borough,
  count(*) AS trips,
  sum(total_amount)::numeric(38, 2) AS revenue
FROM yellow_taxi
JOIN taxi_zones AS pickup ON pickup.locationid = pulocationid
JOIN taxi_zones AS dropoff ON dropoff.locationid = dolocationid
GROUP BY 1, 2, 3
