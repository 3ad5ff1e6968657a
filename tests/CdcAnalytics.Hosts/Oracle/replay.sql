-- Writes a history again, change by change in its order, into the tables of another database. oracle_history and
-- oracle_zones were copied here; rows are jsonb, as the other database had them.
CREATE PROCEDURE oracle_replay() LANGUAGE plpgsql AS $$
DECLARE
  change  record;
  names   text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO names
  FROM pg_attribute WHERE attrelid = 'yellow_taxi'::regclass AND attnum > 0 AND NOT attisdropped;
  FOR change IN SELECT step, before, after FROM oracle_history ORDER BY step LOOP
    IF change.before IS NULL THEN
      INSERT INTO yellow_taxi OVERRIDING SYSTEM VALUE
      SELECT (jsonb_populate_record(NULL::yellow_taxi, change.after)).*;
    ELSIF change.after IS NULL THEN
      DELETE FROM yellow_taxi WHERE id = (change.before ->> 'id')::bigint;
    ELSE
      EXECUTE format(
        'UPDATE yellow_taxi SET (%1$s) = (SELECT %1$s FROM jsonb_populate_record(NULL::yellow_taxi, $1)) WHERE id = $2',
        names)
      USING change.after, (change.before ->> 'id')::bigint;
    END IF;
    IF change.step % 1000 = 0 THEN
      COMMIT;
    END IF;
  END LOOP;
  UPDATE taxi_zones AS old SET (borough, zone, service_zone) =
    (SELECT borough, zone, service_zone FROM jsonb_populate_record(old, new.row))
  FROM oracle_zones AS new WHERE (new.row ->> 'locationid')::int = old.locationid AND to_jsonb(old) <> new.row;
END
$$;
