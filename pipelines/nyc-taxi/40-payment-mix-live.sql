-- How each hour's trips were paid. Payment type 0 is the TLC's block of trips without details.

CREATE TABLE payment_mix_live (
  pickup_hour   TIMESTAMP(6) NOT NULL,
  payment_type  INT NOT NULL,
  trips         BIGINT NOT NULL,
  revenue       DECIMAL(38, 2),
  tips          DECIMAL(38, 2),
  PRIMARY KEY (pickup_hour, payment_type) NOT ENFORCED
);

INSERT INTO payment_mix_live
SELECT
  FLOOR(tpep_pickup_datetime TO HOUR),
  COALESCE(payment_type, 0),
  COUNT(*),
  SUM(total_amount),
  SUM(tip_amount)
FROM yellow_taxi
GROUP BY FLOOR(tpep_pickup_datetime TO HOUR), COALESCE(payment_type, 0);
