-- The tables whose changes are captured. Connector clauses are generated: the embedded engine reads logical
-- replication, Flink reads Debezium's topics. Names are lower case, as in Postgres.

CREATE TABLE yellow_taxi (
  id                     BIGINT NOT NULL,
  vendorid               INT,
  tpep_pickup_datetime   TIMESTAMP(6) NOT NULL,
  tpep_dropoff_datetime  TIMESTAMP(6),
  passenger_count        INT,
  trip_distance          DOUBLE,
  ratecodeid             INT,
  store_and_fwd_flag     STRING,
  pulocationid           INT NOT NULL,
  dolocationid           INT NOT NULL,
  payment_type           INT,
  fare_amount            DECIMAL(10, 2),
  extra                  DECIMAL(10, 2),
  mta_tax                DECIMAL(10, 2),
  tip_amount             DECIMAL(10, 2),
  tolls_amount           DECIMAL(10, 2),
  improvement_surcharge  DECIMAL(10, 2),
  total_amount           DECIMAL(10, 2) NOT NULL,
  congestion_surcharge   DECIMAL(10, 2),
  airport_fee            DECIMAL(10, 2),
  cbd_congestion_fee     DECIMAL(10, 2),
  -- Trips arrive up to an hour behind the newest one; what is later still is late.
  WATERMARK FOR tpep_pickup_datetime AS tpep_pickup_datetime - INTERVAL '1' HOUR,
  PRIMARY KEY (id) NOT ENFORCED
);

CREATE TABLE taxi_zones (
  locationid    INT NOT NULL,
  borough       STRING NOT NULL,
  `zone`        STRING NOT NULL,
  service_zone  STRING NOT NULL,
  PRIMARY KEY (locationid) NOT ENFORCED
);
