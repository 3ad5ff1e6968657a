-- What happened to the trips, in order, told by triggers: the oracle's own account, written without the engine.
CREATE SCHEMA oracle;

CREATE TABLE oracle.history (
  step    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  before  yellow_taxi,
  after   yellow_taxi
);

CREATE FUNCTION oracle.remember() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO oracle.history (before, after)
  VALUES (CASE WHEN TG_OP <> 'INSERT' THEN OLD END, CASE WHEN TG_OP <> 'DELETE' THEN NEW END);
  RETURN NULL;
END
$$;

CREATE TRIGGER remember AFTER INSERT OR UPDATE OR DELETE ON yellow_taxi
FOR EACH ROW EXECUTE FUNCTION oracle.remember();

-- The same as rows that come (+1) and go (-1), each with the watermark it met: the newest event time before it, less the
-- declared hour. An update takes its old row away first. Years after the change itself move no watermark (a day's grace).
CREATE VIEW oracle.arrival AS
WITH moves AS (
  SELECT step, 1 AS half, -1 AS weight, (before).* FROM oracle.history WHERE (before).id IS NOT NULL
  UNION ALL
  SELECT step, 2 AS half, 1 AS weight, (after).* FROM oracle.history WHERE (after).id IS NOT NULL
)
SELECT
  moves.*,
  date_trunc('hour', tpep_pickup_datetime) AS window_start,
  date_trunc('hour', tpep_pickup_datetime) + interval '1 hour' AS window_end,
  max(tpep_pickup_datetime) FILTER (WHERE tpep_pickup_datetime <= now()::timestamp + interval '1 day')
    OVER (ORDER BY step, half ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) - interval '1 hour' AS watermark
FROM moves;

-- What a final query takes: all but what comes to a window that is closed already.
CREATE VIEW oracle.taken AS
SELECT * FROM oracle.arrival WHERE watermark IS NULL OR watermark < window_end;

CREATE VIEW oracle.final_watermark AS
SELECT max(tpep_pickup_datetime) FILTER (WHERE tpep_pickup_datetime <= now()::timestamp + interval '1 day')
  - interval '1 hour' AS watermark
FROM oracle.arrival;
