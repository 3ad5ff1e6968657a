-- Hourly statistics of each pickup zone, once the hour is over: final, append-only, closed by the watermark.
-- Quiet zones (fewer than ten trips in the hour) are left out.

CREATE TABLE zone_hour_final (
  window_start    TIMESTAMP(6) NOT NULL,
  window_end      TIMESTAMP(6) NOT NULL,
  pickup_zone_id  INT NOT NULL,
  trips           BIGINT NOT NULL,
  revenue         DECIMAL(38, 2),
  last_pickup     TIMESTAMP(6),
  PRIMARY KEY (window_start, window_end, pickup_zone_id) NOT ENFORCED
);

INSERT INTO zone_hour_final
SELECT
  window_start,
  window_end,
  pulocationid,
  COUNT(*),
  SUM(total_amount),
  MAX(tpep_pickup_datetime)
FROM TABLE(TUMBLE(TABLE yellow_taxi, DESCRIPTOR(tpep_pickup_datetime), INTERVAL '1' HOUR))
GROUP BY window_start, window_end, pulocationid
HAVING COUNT(*) >= 10;
