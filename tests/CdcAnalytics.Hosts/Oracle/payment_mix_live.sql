SELECT
  date_trunc('hour', tpep_pickup_datetime)::timestamp(6) AS pickup_hour,
  coalesce(payment_type, 0) AS payment_type,
  count(*) AS trips,
  sum(total_amount)::numeric(38, 2) AS revenue,
  sum(tip_amount)::numeric(38, 2) AS tips
FROM yellow_taxi
GROUP BY 1, 2
