-- Trips that cannot have happened as recorded, each for as long as it stands so in the source.

CREATE TABLE trip_anomalies_live (
  trip_id                BIGINT NOT NULL,
  anomaly                STRING NOT NULL,
  tpep_pickup_datetime   TIMESTAMP(6) NOT NULL,
  tpep_dropoff_datetime  TIMESTAMP(6),
  pickup_zone_id         INT NOT NULL,
  dropoff_zone_id        INT NOT NULL,
  trip_distance          DOUBLE,
  total_amount           DECIMAL(10, 2) NOT NULL,
  PRIMARY KEY (trip_id) NOT ENFORCED
);

INSERT INTO trip_anomalies_live
SELECT
  id,
  CASE
    WHEN tpep_dropoff_datetime < tpep_pickup_datetime THEN 'drop-off before pickup'
    ELSE 'impossible speed'
  END,
  tpep_pickup_datetime,
  tpep_dropoff_datetime,
  pulocationid,
  dolocationid,
  trip_distance,
  total_amount
FROM yellow_taxi
WHERE tpep_dropoff_datetime < tpep_pickup_datetime
   -- More than 100 miles an hour, in whole seconds; a trip of no time at all that went somewhere is one too.
   -- (Miles times 36 against seconds: miles times 3600 against 100 times seconds would leave INT after eight months.)
   OR trip_distance * 36 > TIMESTAMPDIFF(SECOND, tpep_pickup_datetime, tpep_dropoff_datetime);
