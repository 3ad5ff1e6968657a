-- The ten busiest pickup zones of each hour; the smaller id wins a tie, so that the answer is one.

CREATE TABLE busiest_zones_live (
  pickup_hour     TIMESTAMP(6) NOT NULL,
  place           BIGINT NOT NULL,
  pickup_zone_id  INT NOT NULL,
  trips           BIGINT NOT NULL,
  revenue         DECIMAL(38, 2),
  PRIMARY KEY (pickup_hour, place) NOT ENFORCED
);

INSERT INTO busiest_zones_live
SELECT pickup_hour, place, pickup_zone_id, trips, revenue
FROM (
  SELECT
    pickup_hour,
    pickup_zone_id,
    trips,
    revenue,
    ROW_NUMBER() OVER (PARTITION BY pickup_hour ORDER BY trips DESC, pickup_zone_id ASC) AS place
  FROM (
    SELECT
      FLOOR(tpep_pickup_datetime TO HOUR) AS pickup_hour,
      pulocationid AS pickup_zone_id,
      COUNT(*) AS trips,
      SUM(total_amount) AS revenue
    FROM yellow_taxi
    GROUP BY FLOOR(tpep_pickup_datetime TO HOUR), pulocationid
  )
)
WHERE place <= 10;
