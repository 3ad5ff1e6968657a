using Npgsql;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// The sink's own tables in schema <c>cdc</c>, brought forward from whatever version is there. A later version of this
/// program than the database's goes forward; an earlier one refuses.
/// </summary>
internal static class SinkSchema
{
    /// <summary>The schema's name.</summary>
    public const string Name = "cdc";

    /// <summary>SQLSTATE raised by <c>cdc.commit_epoch</c> when the stored epoch is not the one before.</summary>
    public const string EpochConflictState = "CDC01";

    /// <summary>Tables that hold a pipeline's rows, by column <c>pipeline</c>.</summary>
    public static readonly IReadOnlyList<string> PipelineTables =
    [
        "checkpoint", "state_segment", "state_delta", "ledger", "watermark", "dropped_event", "quarantined_event",
    ];

    // Taken while tables are made or dropped, so that two hosts that start at once do not meet half-made tables.
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('cdc_analytics.sink.schema', 0))";

    private const string Component = "sink";

    private const string VersionTable = """
        CREATE SCHEMA IF NOT EXISTS cdc;
        CREATE SCHEMA IF NOT EXISTS analytics;
        CREATE TABLE IF NOT EXISTS cdc.schema_version (
          component   text PRIMARY KEY,
          version     integer NOT NULL,
          applied_at  timestamptz NOT NULL DEFAULT now()
        );
        """;

    private const string Checkpoints = """
        CREATE TABLE cdc.checkpoint (
          pipeline          text PRIMARY KEY,
          epoch             bigint NOT NULL,
          fingerprint       text NOT NULL,
          commit_end_lsn    pg_lsn,
          source_state      jsonb,
          writer            uuid,
          writer_pid        integer,
          last_commit_time  timestamptz,
          updated_at        timestamptz NOT NULL
        ) WITH (fillfactor = 50);
        COMMENT ON TABLE cdc.checkpoint IS 'A pipeline''s place: everything before commit_end_lsn is in its results.';

        CREATE TABLE cdc.state_segment (
          pipeline  text NOT NULL,
          index     integer NOT NULL,
          epoch     bigint NOT NULL,
          content   bytea NOT NULL,
          PRIMARY KEY (pipeline, index)
        );
        CREATE TABLE cdc.state_delta (
          pipeline  text NOT NULL,
          epoch     bigint NOT NULL,
          content   bytea NOT NULL,
          PRIMARY KEY (pipeline, epoch)
        );
        -- Written often and read once: not worth compressing.
        ALTER TABLE cdc.state_segment ALTER COLUMN content SET STORAGE EXTERNAL;
        ALTER TABLE cdc.state_delta ALTER COLUMN content SET STORAGE EXTERNAL;

        CREATE TABLE cdc.result_table (
          table_name  text PRIMARY KEY,
          pipeline    text NOT NULL,
          created_at  timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE cdc.result_table IS 'Which tables of schema analytics a pipeline fills.';
        """;

    private const string Ledgers = """
        CREATE TABLE cdc.ledger (
          pipeline        text NOT NULL,
          table_name      text NOT NULL,
          captured        bigint NOT NULL,
          applied         bigint NOT NULL,
          late_corrected  bigint NOT NULL,
          dropped_late    bigint NOT NULL,
          filtered        bigint NOT NULL,
          quarantined     bigint NOT NULL,
          balanced        boolean NOT NULL GENERATED ALWAYS AS
                          (captured = applied + late_corrected + dropped_late + filtered + quarantined) STORED,
          epoch           bigint NOT NULL,
          updated_at      timestamptz NOT NULL,
          PRIMARY KEY (pipeline, table_name)
        ) WITH (fillfactor = 50);
        COMMENT ON TABLE cdc.ledger IS 'What became of every captured change of a table; each is in exactly one class.';

        CREATE TABLE cdc.watermark (
          pipeline    text NOT NULL,
          table_name  text NOT NULL,
          watermark   timestamp,
          epoch       bigint NOT NULL,
          updated_at  timestamptz NOT NULL,
          PRIMARY KEY (pipeline, table_name)
        ) WITH (fillfactor = 50);
        """;

    // {0} is the table's name. Both side tables have one shape, so that they are read alike.
    private const string RefusedEvents = """
        CREATE TABLE cdc.{0} (
          id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          pipeline     text NOT NULL,
          table_name   text,
          query        text,
          operation    text,
          row_key      text NOT NULL,
          event_time   timestamp,
          watermark    timestamp,
          window_end   timestamp,
          reason       text NOT NULL,
          row_data     jsonb,
          commit_lsn   pg_lsn,
          epoch        bigint NOT NULL,
          recorded_at  timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX ON cdc.{0} (recorded_at);
        """;

    private const string CommitEpoch = """
        CREATE FUNCTION cdc.commit_epoch(
          a_pipeline text, an_epoch bigint, a_fingerprint text, a_writer uuid, an_end_lsn pg_lsn, a_source_state jsonb,
          a_last_commit_time timestamptz, a_delta bytea, an_oldest_needed_delta bigint)
        RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
          -- Takes the row's lock: a second writer waits here, and then finds the epoch gone by.
          UPDATE cdc.checkpoint SET
            epoch = an_epoch, commit_end_lsn = an_end_lsn, source_state = a_source_state,
            writer = a_writer, writer_pid = pg_backend_pid(),
            last_commit_time = coalesce(a_last_commit_time, last_commit_time), updated_at = now()
          WHERE pipeline = a_pipeline AND epoch = an_epoch - 1 AND fingerprint = a_fingerprint;
          IF NOT FOUND THEN
            RAISE EXCEPTION 'epoch % is not the next of pipeline %', an_epoch, a_pipeline USING ERRCODE = 'CDC01';
          END IF;
          INSERT INTO cdc.state_delta (pipeline, epoch, content) VALUES (a_pipeline, an_epoch, a_delta);
          DELETE FROM cdc.state_delta WHERE pipeline = a_pipeline AND epoch < an_oldest_needed_delta;
          PERFORM pg_notify('cdc_analytics', an_epoch::text);
        END $$;
        """;

    // Version n is reached by the n-th. A statement that was released is never edited: append a new one.
    private static readonly string[] Migrations =
    [
        Checkpoints + "\n" + Ledgers
            + "\n" + RefusedEvents.Replace("{0}", "dropped_event", StringComparison.Ordinal)
            + "\n" + RefusedEvents.Replace("{0}", "quarantined_event", StringComparison.Ordinal)
            + "\n" + CommitEpoch,
    ];

    /// <summary>Makes what is missing, inside the caller's transaction; other hosts wait until it ends.</summary>
    public static async Task EnsureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(Lock, cancellationToken);
        await connection.ExecuteAsync(VersionTable, cancellationToken);
        await using var read = new NpgsqlCommand(
            "SELECT version FROM cdc.schema_version WHERE component = $1", connection);
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Component });
        var version = await read.ExecuteScalarAsync(cancellationToken) is int stored ? stored : 0;
        if (version > Migrations.Length)
        {
            throw new InvalidOperationException(
                $"The tables in schema {Name} are of version {version}, made by a later program; this one knows up to "
                + $"{Migrations.Length}. Run the later program.");
        }

        for (; version < Migrations.Length; version++)
        {
            await connection.ExecuteAsync(Migrations[version], cancellationToken);
        }

        await using var write = new NpgsqlCommand(
            """
            INSERT INTO cdc.schema_version AS old (component, version) VALUES ($1, $2)
            ON CONFLICT (component) DO UPDATE SET version = excluded.version, applied_at = excluded.applied_at
            WHERE old.version <> excluded.version
            """,
            connection);
        write.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Component });
        write.Parameters.Add(new NpgsqlParameter<int> { TypedValue = version });
        await write.ExecuteNonQueryAsync(cancellationToken);
    }
}
