using CdcAnalytics.Flink.Rest;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Flink.Submission;

/// <summary>
/// What the submitter keeps in Postgres, schema <c>cdc</c>: the job's state for the dashboard, and the checkpoints to
/// resume from when the JobManager has forgotten its jobs.
/// </summary>
internal sealed class JobBook(NpgsqlDataSource dataSource, string pipeline)
{
    private const int KeptCheckpoints = 10;
    private const int KeptAttempts = 50;

    private const string Schema = """
        SELECT pg_advisory_xact_lock(hashtextextended('cdc_analytics.flink.schema', 0));
        CREATE SCHEMA IF NOT EXISTS cdc;
        CREATE TABLE IF NOT EXISTS cdc.flink_job (
          pipeline            text PRIMARY KEY,
          job_id              text,
          state               text,
          activity            text,
          statement_hash      text,
          records_in          bigint,
          records_per_second  double precision,
          updated_at          timestamptz NOT NULL
        ) WITH (fillfactor = 50);
        CREATE TABLE IF NOT EXISTS cdc.flink_source (
          pipeline      text NOT NULL,
          table_name    text NOT NULL,
          watermark     timestamp,
          records       bigint NOT NULL,
          dropped_late  bigint NOT NULL,
          PRIMARY KEY (pipeline, table_name)
        ) WITH (fillfactor = 50);
        CREATE TABLE IF NOT EXISTS cdc.flink_checkpoint (
          pipeline        text NOT NULL,
          job_id          text NOT NULL,
          checkpoint_id   bigint NOT NULL,
          path            text NOT NULL,
          completed_at    timestamptz NOT NULL,
          statement_hash  text NOT NULL,
          PRIMARY KEY (pipeline, job_id, checkpoint_id)
        );
        CREATE TABLE IF NOT EXISTS cdc.flink_attempt (
          pipeline        text NOT NULL,
          job_id          text NOT NULL,
          statement_hash  text NOT NULL,
          begun_at        timestamptz NOT NULL,
          PRIMARY KEY (pipeline, job_id)
        );
        """;

    /// <summary>Makes what is missing.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Schema, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The hash of the statements last submitted; null when none ever were.</summary>
    public async Task<string?> FindHashAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT statement_hash FROM cdc.flink_job WHERE pipeline = $1");
        command.Parameters.Add(Text(pipeline));
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>Notes that a job of that id is about to be submitted.</summary>
    public async Task BeginAttemptAsync(string jobId, string hash, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            WITH added AS (
              INSERT INTO cdc.flink_attempt (pipeline, job_id, statement_hash, begun_at) VALUES ($1, $2, $3, now()))
            DELETE FROM cdc.flink_attempt WHERE pipeline = $1 AND job_id NOT IN (
              SELECT job_id FROM cdc.flink_attempt WHERE pipeline = $1 ORDER BY begun_at DESC LIMIT $4)
            """);
        command.Parameters.Add(Text(pipeline));
        command.Parameters.Add(Text(jobId));
        command.Parameters.Add(Text(hash));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = KeptAttempts });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The jobs of statements of that hash since the last rebuild, also the one about to be.</summary>
    public async Task<IReadOnlyList<string>> AttemptsAsync(string hash, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT job_id FROM cdc.flink_attempt WHERE pipeline = $1 AND statement_hash = $2");
        command.Parameters.Add(Text(pipeline));
        command.Parameters.Add(Text(hash));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var jobs = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            jobs.Add(reader.GetString(0));
        }

        return jobs;
    }

    /// <summary>The noted checkpoints of statements of that hash, in no order.</summary>
    public async Task<IReadOnlyList<FlinkCheckpoint>> CheckpointsAsync(
        string hash, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT checkpoint_id, path, completed_at FROM cdc.flink_checkpoint "
            + "WHERE pipeline = $1 AND statement_hash = $2");
        command.Parameters.Add(Text(pipeline));
        command.Parameters.Add(Text(hash));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var checkpoints = new List<FlinkCheckpoint>();
        while (await reader.ReadAsync(cancellationToken))
        {
            checkpoints.Add(new FlinkCheckpoint(
                reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return checkpoints;
    }

    /// <summary>Records completed checkpoints, and forgets all but the newest few.</summary>
    public async Task RecordAsync(
        string jobId, string hash, IReadOnlyList<FlinkCheckpoint> checkpoints, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            WITH added AS (
              INSERT INTO cdc.flink_checkpoint (pipeline, job_id, checkpoint_id, path, completed_at, statement_hash)
              SELECT $1, $2, id, path, at, $6 FROM unnest($3, $4, $5) AS new (id, path, at)
              ON CONFLICT DO NOTHING)
            DELETE FROM cdc.flink_checkpoint WHERE pipeline = $1 AND (job_id, checkpoint_id) NOT IN (
              SELECT job_id, checkpoint_id FROM cdc.flink_checkpoint WHERE pipeline = $1
              ORDER BY completed_at DESC LIMIT $7)
            """);
        command.Parameters.Add(Text(pipeline));
        command.Parameters.Add(Text(jobId));
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. checkpoints.Select(one => one.Id)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. checkpoints.Select(one => one.Path)] });
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = checkpoints.Select(one => one.CompletedAt.UtcDateTime).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        });
        command.Parameters.Add(Text(hash));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = KeptCheckpoints });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Forgets a checkpoint that is gone.</summary>
    public async Task ForgetAsync(string path, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "DELETE FROM cdc.flink_checkpoint WHERE pipeline = $1 AND path = $2");
        command.Parameters.Add(Text(pipeline));
        command.Parameters.Add(Text(path));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Forgets all checkpoints and attempts: nothing of before is resumed from.</summary>
    public async Task ForgetAllAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            WITH attempts AS (DELETE FROM cdc.flink_attempt WHERE pipeline = $1)
            DELETE FROM cdc.flink_checkpoint WHERE pipeline = $1
            """);
        command.Parameters.Add(Text(pipeline));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes down the job's state.</summary>
    public async Task WriteAsync(JobStatus status, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO cdc.flink_job AS old
              (pipeline, job_id, state, activity, statement_hash, records_in, records_per_second, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, now())
            ON CONFLICT (pipeline) DO UPDATE SET
              job_id = excluded.job_id, state = excluded.state, activity = excluded.activity,
              statement_hash = coalesce(excluded.statement_hash, old.statement_hash),
              records_in = coalesce(excluded.records_in, old.records_in),
              records_per_second = excluded.records_per_second, updated_at = excluded.updated_at
            """);
        command.Parameters.Add(Text(pipeline));
        foreach (var text in new[] { status.JobId, status.State, status.Activity, status.Hash })
        {
            command.Parameters.Add(
                new NpgsqlParameter { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        }

        command.Parameters.Add(new NpgsqlParameter
        {
            Value = (object?)status.Records ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Bigint,
        });
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = (object?)status.RecordsPerSecond ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Double,
        });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes down how far a source table is.</summary>
    public async Task WriteAsync(SourceStatus source, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO cdc.flink_source (pipeline, table_name, watermark, records, dropped_late)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (pipeline, table_name) DO UPDATE SET
              watermark = excluded.watermark, records = excluded.records, dropped_late = excluded.dropped_late
            """);
        command.Parameters.Add(Text(pipeline));
        command.Parameters.Add(Text(source.Table));
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = source.Watermark is { } watermark
                ? DateTime.SpecifyKind(watermark.UtcDateTime, DateTimeKind.Unspecified)
                : DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Timestamp,
        });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = source.Records });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = source.DroppedLate });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };
}
