-- Trips and revenue from borough to borough in each hour. Counted by zone first, then named: a corrected zone moves
-- its trips to the right borough, and only one row per pair of zones and hour is kept.

CREATE TABLE borough_flow_live (
  pickup_hour      TIMESTAMP(6) NOT NULL,
  pickup_borough   STRING NOT NULL,
  dropoff_borough  STRING NOT NULL,
  trips            BIGINT NOT NULL,
  revenue          DECIMAL(38, 2),
  PRIMARY KEY (pickup_hour, pickup_borough, dropoff_borough) NOT ENFORCED
);

INSERT INTO borough_flow_live
SELECT
  pairs.pickup_hour,
  pickup.borough,
  dropoff.borough,
  SUM(pairs.trips),
  SUM(pairs.revenue)
FROM (
  SELECT
    FLOOR(tpep_pickup_datetime TO HOUR) AS pickup_hour,
    pulocationid,
    dolocationid,
    COUNT(*) AS trips,
    SUM(total_amount) AS revenue
  FROM yellow_taxi
  GROUP BY FLOOR(tpep_pickup_datetime TO HOUR), pulocationid, dolocationid
) AS pairs
JOIN taxi_zones AS pickup ON pickup.locationid = pairs.pulocationid
JOIN taxi_zones AS dropoff ON dropoff.locationid = pairs.dolocationid
GROUP BY pairs.pickup_hour, pickup.borough, dropoff.borough;
