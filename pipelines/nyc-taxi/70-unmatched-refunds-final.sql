-- Refunds (negative fares) without the trip they give back: a refund repeats its trip's times, zones and vendor with the
-- opposite fare. Judged once the hour is over, so that a refund that comes before its trip is not accused.

CREATE TABLE unmatched_refunds_final (
  window_start           TIMESTAMP(6) NOT NULL,
  window_end             TIMESTAMP(6) NOT NULL,
  vendorid               INT NOT NULL,
  tpep_pickup_datetime   TIMESTAMP(6) NOT NULL,
  tpep_dropoff_datetime  TIMESTAMP(6) NOT NULL,
  pickup_zone_id         INT NOT NULL,
  dropoff_zone_id        INT NOT NULL,
  fare                   DECIMAL(10, 2) NOT NULL,
  refunds                BIGINT NOT NULL,
  trips                  BIGINT NOT NULL,
  PRIMARY KEY (window_start, window_end, vendorid, tpep_pickup_datetime, tpep_dropoff_datetime,
               pickup_zone_id, dropoff_zone_id, fare) NOT ENFORCED
);

INSERT INTO unmatched_refunds_final
SELECT
  window_start,
  window_end,
  vendorid,
  tpep_pickup_datetime,
  tpep_dropoff_datetime,
  pulocationid,
  dolocationid,
  ABS(fare_amount),
  SUM(CASE WHEN fare_amount < 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN fare_amount > 0 THEN 1 ELSE 0 END)
FROM TABLE(TUMBLE(TABLE yellow_taxi, DESCRIPTOR(tpep_pickup_datetime), INTERVAL '1' HOUR))
WHERE fare_amount <> 0 AND vendorid IS NOT NULL AND tpep_dropoff_datetime IS NOT NULL
GROUP BY window_start, window_end, vendorid, tpep_pickup_datetime, tpep_dropoff_datetime,
         pulocationid, dolocationid, ABS(fare_amount)
HAVING SUM(CASE WHEN fare_amount < 0 THEN 1 ELSE 0 END) > SUM(CASE WHEN fare_amount > 0 THEN 1 ELSE 0 END);
