WITH taken AS MATERIALIZED (
  SELECT window_start, window_end, pulocationid, tpep_pickup_datetime, total_amount, weight
  FROM oracle.taken
  WHERE window_end <= (SELECT watermark FROM oracle.final_watermark)
),
counts AS (
  SELECT window_start, window_end, pulocationid, sum(weight) AS trips, sum(weight * total_amount) AS revenue
  FROM taken
  GROUP BY 1, 2, 3
  HAVING sum(weight) >= 10
),
last_pickups AS (
  -- The newest pickup that still stands: one taken back as often as given does not count.
  SELECT window_start, pulocationid, max(tpep_pickup_datetime) AS last_pickup
  FROM (
    SELECT window_start, pulocationid, tpep_pickup_datetime
    FROM taken
    GROUP BY 1, 2, 3
    HAVING sum(weight) > 0
  ) AS standing
  GROUP BY 1, 2
)
SELECT
  counts.window_start::timestamp(6) AS window_start,
  counts.window_end::timestamp(6) AS window_end,
  counts.pulocationid AS pickup_zone_id,
  trips::bigint AS trips,
  revenue::numeric(38, 2) AS revenue,
  last_pickup::timestamp(6) AS last_pickup
FROM counts
LEFT JOIN last_pickups USING (window_start, pulocationid)
