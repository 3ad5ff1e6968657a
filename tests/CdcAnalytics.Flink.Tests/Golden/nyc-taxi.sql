SET 'execution.checkpointing.externalized-checkpoint-retention' = 'RETAIN_ON_CANCELLATION';
SET 'execution.checkpointing.interval' = '350 ms';
SET 'execution.checkpointing.min-pause' = '245 ms';
SET 'execution.checkpointing.mode' = 'EXACTLY_ONCE';
SET 'execution.checkpointing.num-retained' = '3';
SET 'execution.state-recovery.claim-mode' = 'CLAIM';
SET 'parallelism.default' = '1';
SET 'pipeline.global-job-parameters' = 'cdc.statement-hash:4a8dbf12d524ed04e42683782e22c51a402e55e08c30f1903f756958b902f49c';
SET 'pipeline.name' = 'cdc_analytics';
SET 'pipeline.object-reuse' = 'true';
SET 'table.exec.mini-batch.allow-latency' = '3600000 ms';
SET 'table.exec.mini-batch.enabled' = 'true';
SET 'table.exec.mini-batch.size' = '20000';
SET 'table.exec.sink.upsert-materialize' = 'NONE';
SET 'table.exec.source.cdc-events-duplicate' = 'true';
SET 'table.local-time-zone' = 'UTC';
SET 'table.optimizer.reuse-optimize-block-with-digest-enabled' = 'true';

CREATE TEMPORARY TABLE `yellow_taxi$wire` (
  `id` BIGINT NOT NULL,
  `vendorid` INT,
  `tpep_pickup_datetime` BIGINT,
  `tpep_dropoff_datetime` BIGINT,
  `trip_distance` DOUBLE,
  `pulocationid` INT,
  `dolocationid` INT,
  `payment_type` INT,
  `fare_amount` DECIMAL(10, 2),
  `tip_amount` DECIMAL(10, 2),
  `total_amount` DECIMAL(10, 2),
  `tpep_pickup_datetime$value` AS CASE WHEN `tpep_pickup_datetime` BETWEEN -62135596800000000 AND 253402300799999999 THEN CASE WHEN MOD(`tpep_pickup_datetime`, 1000) = 0 THEN TIMESTAMP '1970-01-01 00:00:00.000000' + INTERVAL '0.001' SECOND(3) * (`tpep_pickup_datetime` / 1000) ELSE CAST(CAST(TIMESTAMP '1970-01-01 00:00:00.000' + INTERVAL '0.001' SECOND(3) * ((`tpep_pickup_datetime` - MOD(MOD(`tpep_pickup_datetime`, 1000) + 1000, 1000)) / 1000) AS STRING) || LPAD(CAST(MOD(MOD(`tpep_pickup_datetime`, 1000) + 1000, 1000) AS STRING), 3, '0') AS TIMESTAMP(6)) END END,
  `tpep_dropoff_datetime$value` AS CASE WHEN `tpep_dropoff_datetime` BETWEEN -62135596800000000 AND 253402300799999999 THEN CASE WHEN MOD(`tpep_dropoff_datetime`, 1000) = 0 THEN TIMESTAMP '1970-01-01 00:00:00.000000' + INTERVAL '0.001' SECOND(3) * (`tpep_dropoff_datetime` / 1000) ELSE CAST(CAST(TIMESTAMP '1970-01-01 00:00:00.000' + INTERVAL '0.001' SECOND(3) * ((`tpep_dropoff_datetime` - MOD(MOD(`tpep_dropoff_datetime`, 1000) + 1000, 1000)) / 1000) AS STRING) || LPAD(CAST(MOD(MOD(`tpep_dropoff_datetime`, 1000) + 1000, 1000) AS STRING), 3, '0') AS TIMESTAMP(6)) END END,
  `$committed` TIMESTAMP_LTZ(3) METADATA FROM 'value.source.timestamp' VIRTUAL,
  `$rowtime` AS TIMESTAMP '1970-01-01 00:00:00.000' + INTERVAL '0.001' SECOND(3) * ((`tpep_pickup_datetime` - MOD(MOD(`tpep_pickup_datetime`, 1000) + 1000, 1000)) / 1000),
  WATERMARK FOR `$rowtime` AS CASE WHEN TO_TIMESTAMP_LTZ((`tpep_pickup_datetime` - MOD(MOD(`tpep_pickup_datetime`, 1000) + 1000, 1000)) / 1000, 3) <= `$committed` + INTERVAL '1 00:00:00.000' DAY(2) TO SECOND(3) THEN `$rowtime` - INTERVAL '0 01:00:00.000' DAY(2) TO SECOND(3) END,
  PRIMARY KEY (`id`) NOT ENFORCED
) WITH (
  'connector' = 'kafka',
  'topic' = 'cdc.public.yellow_taxi',
  'properties.bootstrap.servers' = 'kafka:9092',
  'properties.group.id' = 'cdc_analytics-flink',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'debezium-json',
  'scan.watermark.emit.strategy' = 'on-event'
);

CREATE TEMPORARY VIEW `yellow_taxi$windowed` AS
SELECT
  `id` AS `id`,
  `vendorid` AS `vendorid`,
  `tpep_pickup_datetime$value` AS `tpep_pickup_datetime`,
  `tpep_dropoff_datetime$value` AS `tpep_dropoff_datetime`,
  `trip_distance` AS `trip_distance`,
  `pulocationid` AS `pulocationid`,
  `dolocationid` AS `dolocationid`,
  `payment_type` AS `payment_type`,
  `fare_amount` AS `fare_amount`,
  `tip_amount` AS `tip_amount`,
  `total_amount` AS `total_amount`,
  `$rowtime`
FROM `yellow_taxi$wire`;

CREATE TEMPORARY VIEW `yellow_taxi` AS
SELECT
  `id`,
  `vendorid`,
  `tpep_pickup_datetime`,
  `tpep_dropoff_datetime`,
  `trip_distance`,
  `pulocationid`,
  `dolocationid`,
  `payment_type`,
  `fare_amount`,
  `tip_amount`,
  `total_amount`
FROM `yellow_taxi$windowed`;

CREATE TEMPORARY TABLE `taxi_zones$wire` (
  `locationid` INT NOT NULL,
  `borough` STRING,
  `zone` STRING,
  PRIMARY KEY (`locationid`) NOT ENFORCED
) WITH (
  'connector' = 'kafka',
  'topic' = 'cdc.public.taxi_zones',
  'properties.bootstrap.servers' = 'kafka:9092',
  'properties.group.id' = 'cdc_analytics-flink',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'debezium-json'
);

CREATE TEMPORARY VIEW `taxi_zones` AS
SELECT
  `locationid` AS `locationid`,
  `borough` AS `borough`,
  `zone` AS `zone`
FROM `taxi_zones$wire`;

CREATE TEMPORARY TABLE `$results` (
  `k` STRING NOT NULL,
  `v` STRING NOT NULL,
  `topic` STRING NOT NULL METADATA,
  PRIMARY KEY (`k`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'analytics.zone_hour_live;analytics.borough_flow_live;analytics.payment_mix_live;analytics.busiest_zones_live;analytics.trip_anomalies_live',
  'properties.bootstrap.servers' = 'kafka:9092',
  'properties.compression.type' = 'lz4',
  'properties.linger.ms' = '10',
  'properties.batch.size' = '131072',
  'properties.transaction.timeout.ms' = '604800000',
  'key.format' = 'raw',
  'value.format' = 'raw',
  'value.fields-include' = 'EXCEPT_KEY',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'cdc_analytics',
  'sink.transaction-naming-strategy' = 'POOLING',
  'sink.buffer-flush.max-rows' = '10000',
  'sink.buffer-flush.interval' = '1 d'
);

CREATE TEMPORARY TABLE `$results$windowed` (
  `k` STRING NOT NULL,
  `v` STRING NOT NULL,
  `topic` STRING NOT NULL METADATA,
  PRIMARY KEY (`k`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'analytics.zone_hour_final;analytics.unmatched_refunds_final',
  'properties.bootstrap.servers' = 'kafka:9092',
  'properties.compression.type' = 'lz4',
  'properties.linger.ms' = '10',
  'properties.batch.size' = '131072',
  'properties.transaction.timeout.ms' = '604800000',
  'key.format' = 'raw',
  'value.format' = 'raw',
  'value.fields-include' = 'EXCEPT_KEY',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'cdc_analytics$windowed',
  'sink.transaction-naming-strategy' = 'POOLING',
  'sink.buffer-flush.max-rows' = '10000',
  'sink.buffer-flush.interval' = '1 d'
);

EXECUTE STATEMENT SET
BEGIN
INSERT INTO `$results`
SELECT
  CONCAT(
    '{"payload":{"pickup_hour":',
    CONCAT('"', CAST(`pickup_hour` AS STRING), '"'),
    ',"pickup_zone_id":',
    CAST(`pickup_zone_id` AS STRING),
    '},"schema":{"type":"struct","fields":[{"field":"pickup_hour","type":"string","optional":false},{"field":"pickup_zone_id","type":"int32","optional":false}],"optional":false,"name":"zone_hour_live"}}'),
  CONCAT(
    '{"payload":{"pickup_hour":',
    CONCAT('"', CAST(`pickup_hour` AS STRING), '"'),
    ',"pickup_zone_id":',
    CAST(`pickup_zone_id` AS STRING),
    ',"pickup_zone":',
    COALESCE(JSON_STRING(`pickup_zone`), 'null'),
    ',"pickup_borough":',
    COALESCE(JSON_STRING(`pickup_borough`), 'null'),
    ',"trips":',
    CAST(`trips` AS STRING),
    ',"revenue":',
    COALESCE(CAST(`revenue` AS STRING), 'null'),
    ',"average_fare":',
    COALESCE(CAST(`average_fare` AS STRING), 'null'),
    ',"average_distance":',
    COALESCE(CAST(`average_distance` AS STRING), 'null'),
    ',"average_minutes":',
    COALESCE(CAST(`average_minutes` AS STRING), 'null'),
    ',"tip_rate":',
    COALESCE(CAST(`tip_rate` AS STRING), 'null'),
    ',"average_speed":',
    COALESCE(CAST(`average_speed` AS STRING), 'null'),
    '},"schema":{"type":"struct","fields":[{"field":"pickup_hour","type":"string","optional":false},{"field":"pickup_zone_id","type":"int32","optional":false},{"field":"pickup_zone","type":"string","optional":true},{"field":"pickup_borough","type":"string","optional":true},{"field":"trips","type":"int64","optional":false},{"field":"revenue","type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2","connect.decimal.precision":"38"}},{"field":"average_fare","type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"6","connect.decimal.precision":"38"}},{"field":"average_distance","type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"6","connect.decimal.precision":"38"}},{"field":"average_minutes","type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"6","connect.decimal.precision":"38"}},{"field":"tip_rate","type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"6","connect.decimal.precision":"38"}},{"field":"average_speed","type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"6","connect.decimal.precision":"38"}}],"optional":false}}'),
  'analytics.zone_hour_live'
FROM (
SELECT
  totals.pickup_hour,
  totals.pickup_zone_id,
  zones.`zone`,
  zones.borough,
  totals.trips,
  totals.revenue,
  totals.average_fare,
  totals.average_distance,
  CAST(totals.average_seconds / 60 AS DECIMAL(38, 6)),
  CAST(totals.tips / NULLIF(totals.fares, 0) AS DECIMAL(38, 6)),
  CAST(totals.miles * 3600 / NULLIF(totals.seconds, 0) AS DECIMAL(38, 6))
FROM (
  SELECT
    FLOOR(tpep_pickup_datetime TO HOUR) AS pickup_hour,
    pulocationid AS pickup_zone_id,
    COUNT(*) AS trips,
    SUM(total_amount) AS revenue,
    AVG(fare_amount) AS average_fare,
    AVG(CAST(trip_distance AS DECIMAL(12, 2))) AS average_distance,
    AVG(CAST(TIMESTAMPDIFF(SECOND, tpep_pickup_datetime, tpep_dropoff_datetime) AS DECIMAL(12, 0))) AS average_seconds,
    SUM(fare_amount) AS fares,
    SUM(tip_amount) AS tips,
    SUM(CAST(trip_distance AS DECIMAL(12, 2))) AS miles,
    -- BIGINT, since a sum of INT is INT: a few trips with a wrong year would leave it.
    SUM(CAST(TIMESTAMPDIFF(SECOND, tpep_pickup_datetime, tpep_dropoff_datetime) AS BIGINT)) AS seconds
  FROM `yellow_taxi` AS `yellow_taxi`
  GROUP BY FLOOR(tpep_pickup_datetime TO HOUR), pulocationid
) AS totals
LEFT JOIN `taxi_zones` AS zones ON zones.locationid = totals.pickup_zone_id
) AS `result` (`pickup_hour`, `pickup_zone_id`, `pickup_zone`, `pickup_borough`, `trips`, `revenue`, `average_fare`, `average_distance`, `average_minutes`, `tip_rate`, `average_speed`)
UNION ALL
SELECT
  CONCAT(
    '{"payload":{"pickup_hour":',
    CONCAT('"', CAST(`pickup_hour` AS STRING), '"'),
    ',"pickup_borough":',
    JSON_STRING(`pickup_borough`),
    ',"dropoff_borough":',
    JSON_STRING(`dropoff_borough`),
    '},"schema":{"type":"struct","fields":[{"field":"pickup_hour","type":"string","optional":false},{"field":"pickup_borough","type":"string","optional":false},{"field":"dropoff_borough","type":"string","optional":false}],"optional":false,"name":"borough_flow_live"}}'),
  CONCAT(
    '{"payload":{"pickup_hour":',
    CONCAT('"', CAST(`pickup_hour` AS STRING), '"'),
    ',"pickup_borough":',
    JSON_STRING(`pickup_borough`),
    ',"dropoff_borough":',
    JSON_STRING(`dropoff_borough`),
    ',"trips":',
    CAST(`trips` AS STRING),
    ',"revenue":',
    COALESCE(CAST(`revenue` AS STRING), 'null'),
    '},"schema":{"type":"struct","fields":[{"field":"pickup_hour","type":"string","optional":false},{"field":"pickup_borough","type":"string","optional":false},{"field":"dropoff_borough","type":"string","optional":false},{"field":"trips","type":"int64","optional":false},{"field":"revenue","type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2","connect.decimal.precision":"38"}}],"optional":false}}'),
  'analytics.borough_flow_live'
FROM (
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
  FROM `yellow_taxi` AS `yellow_taxi`
  GROUP BY FLOOR(tpep_pickup_datetime TO HOUR), pulocationid, dolocationid
) AS pairs
JOIN `taxi_zones` AS pickup ON pickup.locationid = pairs.pulocationid
JOIN `taxi_zones` AS dropoff ON dropoff.locationid = pairs.dolocationid
GROUP BY pairs.pickup_hour, pickup.borough, dropoff.borough
) AS `result` (`pickup_hour`, `pickup_borough`, `dropoff_borough`, `trips`, `revenue`)
UNION ALL
SELECT
  CONCAT(
    '{"payload":{"pickup_hour":',
    CONCAT('"', CAST(`pickup_hour` AS STRING), '"'),
    ',"payment_type":',
    CAST(`payment_type` AS STRING),
    '},"schema":{"type":"struct","fields":[{"field":"pickup_hour","type":"string","optional":false},{"field":"payment_type","type":"int32","optional":false}],"optional":false,"name":"payment_mix_live"}}'),
  CONCAT(
    '{"payload":{"pickup_hour":',
    CONCAT('"', CAST(`pickup_hour` AS STRING), '"'),
    ',"payment_type":',
    CAST(`payment_type` AS STRING),
    ',"trips":',
    CAST(`trips` AS STRING),
    ',"revenue":',
    COALESCE(CAST(`revenue` AS STRING), 'null'),
    ',"tips":',
    COALESCE(CAST(`tips` AS STRING), 'null'),
    '},"schema":{"type":"struct","fields":[{"field":"pickup_hour","type":"string","optional":false},{"field":"payment_type","type":"int32","optional":false},{"field":"trips","type":"int64","optional":false},{"field":"revenue","type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2","connect.decimal.precision":"38"}},{"field":"tips","type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2","connect.decimal.precision":"38"}}],"optional":false}}'),
  'analytics.payment_mix_live'
FROM (
SELECT
  FLOOR(tpep_pickup_datetime TO HOUR),
  COALESCE(payment_type, 0),
  COUNT(*),
  SUM(total_amount),
  SUM(tip_amount)
FROM `yellow_taxi` AS `yellow_taxi`
GROUP BY FLOOR(tpep_pickup_datetime TO HOUR), COALESCE(payment_type, 0)
) AS `result` (`pickup_hour`, `payment_type`, `trips`, `revenue`, `tips`)
UNION ALL
SELECT
  CONCAT(
    '{"payload":{"pickup_hour":',
    CONCAT('"', CAST(`pickup_hour` AS STRING), '"'),
    ',"place":',
    CAST(`place` AS STRING),
    '},"schema":{"type":"struct","fields":[{"field":"pickup_hour","type":"string","optional":false},{"field":"place","type":"int64","optional":false}],"optional":false,"name":"busiest_zones_live"}}'),
  CONCAT(
    '{"payload":{"pickup_hour":',
    CONCAT('"', CAST(`pickup_hour` AS STRING), '"'),
    ',"place":',
    CAST(`place` AS STRING),
    ',"pickup_zone_id":',
    CAST(`pickup_zone_id` AS STRING),
    ',"trips":',
    CAST(`trips` AS STRING),
    ',"revenue":',
    COALESCE(CAST(`revenue` AS STRING), 'null'),
    '},"schema":{"type":"struct","fields":[{"field":"pickup_hour","type":"string","optional":false},{"field":"place","type":"int64","optional":false},{"field":"pickup_zone_id","type":"int32","optional":false},{"field":"trips","type":"int64","optional":false},{"field":"revenue","type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2","connect.decimal.precision":"38"}}],"optional":false}}'),
  'analytics.busiest_zones_live'
FROM (
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
    FROM `yellow_taxi` AS `yellow_taxi`
    GROUP BY FLOOR(tpep_pickup_datetime TO HOUR), pulocationid
  )
)
WHERE place <= 10
) AS `result` (`pickup_hour`, `place`, `pickup_zone_id`, `trips`, `revenue`)
UNION ALL
SELECT
  CONCAT(
    '{"payload":{"trip_id":',
    CAST(`trip_id` AS STRING),
    '},"schema":{"type":"struct","fields":[{"field":"trip_id","type":"int64","optional":false}],"optional":false,"name":"trip_anomalies_live"}}'),
  CONCAT(
    '{"payload":{"trip_id":',
    CAST(`trip_id` AS STRING),
    ',"anomaly":',
    JSON_STRING(`anomaly`),
    ',"tpep_pickup_datetime":',
    CONCAT('"', CAST(`tpep_pickup_datetime` AS STRING), '"'),
    ',"tpep_dropoff_datetime":',
    COALESCE(CONCAT('"', CAST(`tpep_dropoff_datetime` AS STRING), '"'), 'null'),
    ',"pickup_zone_id":',
    CAST(`pickup_zone_id` AS STRING),
    ',"dropoff_zone_id":',
    CAST(`dropoff_zone_id` AS STRING),
    ',"trip_distance":',
    COALESCE(CONCAT('"', CAST(`trip_distance` AS STRING), '"'), 'null'),
    ',"total_amount":',
    CAST(`total_amount` AS STRING),
    '},"schema":{"type":"struct","fields":[{"field":"trip_id","type":"int64","optional":false},{"field":"anomaly","type":"string","optional":false},{"field":"tpep_pickup_datetime","type":"string","optional":false},{"field":"tpep_dropoff_datetime","type":"string","optional":true},{"field":"pickup_zone_id","type":"int32","optional":false},{"field":"dropoff_zone_id","type":"int32","optional":false},{"field":"trip_distance","type":"string","optional":true},{"field":"total_amount","type":"bytes","optional":false,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2","connect.decimal.precision":"10"}}],"optional":false}}'),
  'analytics.trip_anomalies_live'
FROM (
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
FROM `yellow_taxi` AS `yellow_taxi`
WHERE tpep_dropoff_datetime < tpep_pickup_datetime
   -- More than 100 miles an hour, in whole seconds; a trip of no time at all that went somewhere is one too.
   -- (Miles times 36 against seconds: miles times 3600 against 100 times seconds would leave INT after eight months.)
   OR trip_distance * 36 > TIMESTAMPDIFF(SECOND, tpep_pickup_datetime, tpep_dropoff_datetime)
) AS `result` (`trip_id`, `anomaly`, `tpep_pickup_datetime`, `tpep_dropoff_datetime`, `pickup_zone_id`, `dropoff_zone_id`, `trip_distance`, `total_amount`);
INSERT INTO `$results$windowed`
SELECT
  CONCAT(
    '{"payload":{"window_start":',
    CONCAT('"', CAST(`window_start` AS STRING), '"'),
    ',"window_end":',
    CONCAT('"', CAST(`window_end` AS STRING), '"'),
    ',"pickup_zone_id":',
    CAST(`pickup_zone_id` AS STRING),
    '},"schema":{"type":"struct","fields":[{"field":"window_start","type":"string","optional":false},{"field":"window_end","type":"string","optional":false},{"field":"pickup_zone_id","type":"int32","optional":false}],"optional":false,"name":"zone_hour_final"}}'),
  CONCAT(
    '{"payload":{"window_start":',
    CONCAT('"', CAST(`window_start` AS STRING), '"'),
    ',"window_end":',
    CONCAT('"', CAST(`window_end` AS STRING), '"'),
    ',"pickup_zone_id":',
    CAST(`pickup_zone_id` AS STRING),
    ',"trips":',
    CAST(`trips` AS STRING),
    ',"revenue":',
    COALESCE(CAST(`revenue` AS STRING), 'null'),
    ',"last_pickup":',
    COALESCE(CONCAT('"', CAST(`last_pickup` AS STRING), '"'), 'null'),
    '},"schema":{"type":"struct","fields":[{"field":"window_start","type":"string","optional":false},{"field":"window_end","type":"string","optional":false},{"field":"pickup_zone_id","type":"int32","optional":false},{"field":"trips","type":"int64","optional":false},{"field":"revenue","type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2","connect.decimal.precision":"38"}},{"field":"last_pickup","type":"string","optional":true}],"optional":false}}'),
  'analytics.zone_hour_final'
FROM (
SELECT
  window_start,
  window_end,
  pulocationid,
  COUNT(*),
  SUM(total_amount),
  MAX(tpep_pickup_datetime)
FROM TABLE(TUMBLE(TABLE `yellow_taxi$windowed`, DESCRIPTOR(`$rowtime`), INTERVAL '1' HOUR))
GROUP BY window_start, window_end, pulocationid
HAVING COUNT(*) >= 10
) AS `result` (`window_start`, `window_end`, `pickup_zone_id`, `trips`, `revenue`, `last_pickup`)
UNION ALL
SELECT
  CONCAT(
    '{"payload":{"window_start":',
    CONCAT('"', CAST(`window_start` AS STRING), '"'),
    ',"window_end":',
    CONCAT('"', CAST(`window_end` AS STRING), '"'),
    ',"vendorid":',
    CAST(`vendorid` AS STRING),
    ',"tpep_pickup_datetime":',
    CONCAT('"', CAST(`tpep_pickup_datetime` AS STRING), '"'),
    ',"tpep_dropoff_datetime":',
    CONCAT('"', CAST(`tpep_dropoff_datetime` AS STRING), '"'),
    ',"pickup_zone_id":',
    CAST(`pickup_zone_id` AS STRING),
    ',"dropoff_zone_id":',
    CAST(`dropoff_zone_id` AS STRING),
    ',"fare":',
    CAST(`fare` AS STRING),
    '},"schema":{"type":"struct","fields":[{"field":"window_start","type":"string","optional":false},{"field":"window_end","type":"string","optional":false},{"field":"vendorid","type":"int32","optional":false},{"field":"tpep_pickup_datetime","type":"string","optional":false},{"field":"tpep_dropoff_datetime","type":"string","optional":false},{"field":"pickup_zone_id","type":"int32","optional":false},{"field":"dropoff_zone_id","type":"int32","optional":false},{"field":"fare","type":"bytes","optional":false,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2","connect.decimal.precision":"10"}}],"optional":false,"name":"unmatched_refunds_final"}}'),
  CONCAT(
    '{"payload":{"window_start":',
    CONCAT('"', CAST(`window_start` AS STRING), '"'),
    ',"window_end":',
    CONCAT('"', CAST(`window_end` AS STRING), '"'),
    ',"vendorid":',
    CAST(`vendorid` AS STRING),
    ',"tpep_pickup_datetime":',
    CONCAT('"', CAST(`tpep_pickup_datetime` AS STRING), '"'),
    ',"tpep_dropoff_datetime":',
    CONCAT('"', CAST(`tpep_dropoff_datetime` AS STRING), '"'),
    ',"pickup_zone_id":',
    CAST(`pickup_zone_id` AS STRING),
    ',"dropoff_zone_id":',
    CAST(`dropoff_zone_id` AS STRING),
    ',"fare":',
    CAST(`fare` AS STRING),
    ',"refunds":',
    CAST(`refunds` AS STRING),
    ',"trips":',
    CAST(`trips` AS STRING),
    '},"schema":{"type":"struct","fields":[{"field":"window_start","type":"string","optional":false},{"field":"window_end","type":"string","optional":false},{"field":"vendorid","type":"int32","optional":false},{"field":"tpep_pickup_datetime","type":"string","optional":false},{"field":"tpep_dropoff_datetime","type":"string","optional":false},{"field":"pickup_zone_id","type":"int32","optional":false},{"field":"dropoff_zone_id","type":"int32","optional":false},{"field":"fare","type":"bytes","optional":false,"name":"org.apache.kafka.connect.data.Decimal","version":1,"parameters":{"scale":"2","connect.decimal.precision":"10"}},{"field":"refunds","type":"int64","optional":false},{"field":"trips","type":"int64","optional":false}],"optional":false}}'),
  'analytics.unmatched_refunds_final'
FROM (
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
FROM TABLE(TUMBLE(TABLE `yellow_taxi$windowed`, DESCRIPTOR(`$rowtime`), INTERVAL '1' HOUR))
WHERE fare_amount <> 0 AND vendorid IS NOT NULL AND tpep_dropoff_datetime IS NOT NULL
GROUP BY window_start, window_end, vendorid, tpep_pickup_datetime, tpep_dropoff_datetime,
         pulocationid, dolocationid, ABS(fare_amount)
HAVING SUM(CASE WHEN fare_amount < 0 THEN 1 ELSE 0 END) > SUM(CASE WHEN fare_amount > 0 THEN 1 ELSE 0 END)
) AS `result` (`window_start`, `window_end`, `vendorid`, `tpep_pickup_datetime`, `tpep_dropoff_datetime`, `pickup_zone_id`, `dropoff_zone_id`, `fare`, `refunds`, `trips`);
END;
