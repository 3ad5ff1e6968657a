using System.Collections.Immutable;
using CdcAnalytics.Dashboard.Status;
using Npgsql;

namespace CdcAnalytics.Dashboard.Standalone;

/// <summary>Reads one status from the tables the Flink submitter keeps: cdc.flink_job and cdc.flink_source.</summary>
internal static class FlinkJobReader
{
    // The submitter writes every second or so; a row older than this says nothing about now.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);

    /// <summary>The status as of now; a pipeline nobody has written about yet is Starting.</summary>
    public static async Task<PipelineStatus> ReadAsync(
        NpgsqlDataSource dataSource,
        StandaloneDashboardOptions options,
        TopologyChoice topology,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var retainedWalBytes = await ReadRetainedWalAsync(connection, options.SlotName, cancellationToken);
        if (!await HasTablesAsync(connection, cancellationToken)
            || await ReadJobAsync(connection, options.Pipeline, now, cancellationToken) is not { } job)
        {
            return new PipelineStatus
            {
                Topology = topology,
                Phase = PipelinePhase.Starting,
                Activity = "The Flink job was not submitted yet.",
                RetainedWalBytes = retainedWalBytes,
            };
        }

        return job with
        {
            Topology = topology,
            RetainedWalBytes = retainedWalBytes,
            Tables = await ReadTablesAsync(connection, options.Pipeline, cancellationToken),
        };
    }

    private static async Task<bool> HasTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT to_regclass('cdc.flink_job') IS NOT NULL AND to_regclass('cdc.flink_source') IS NOT NULL",
            connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task<long?> ReadRetainedWalAsync(
        NpgsqlConnection connection, string slotName, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint FROM pg_replication_slots "
            + "WHERE slot_name = $1 AND restart_lsn IS NOT NULL",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = slotName });
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    private static async Task<PipelineStatus?> ReadJobAsync(
        NpgsqlConnection connection, string pipeline, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT state, activity, records_in, records_per_second, updated_at FROM cdc.flink_job "
            + "WHERE pipeline = $1",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pipeline });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var state = await reader.IsDBNullAsync(0, cancellationToken) ? null : reader.GetString(0);
        var activity = await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetString(1);
        var age = now - reader.GetFieldValue<DateTimeOffset>(4);
        if (age > MaxAge)
        {
            return new PipelineStatus
            {
                Phase = PipelinePhase.Starting,
                Activity = FormattableString.Invariant($"The submitter has said nothing for {age.TotalSeconds:0} s; ")
                    + $"its last word was: {activity ?? state}",
            };
        }

        return new PipelineStatus
        {
            Phase = PhaseOf(state),
            Activity = activity ?? $"The Flink job is {state ?? "not there"}.",
            CapturedEvents = await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetInt64(2),
            EventsPerSecond = await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetDouble(3),
        };
    }

    // Flink's own job states: nightlies.apache.org/flink/flink-docs-release-2.2/docs/internals/job_scheduling/
    private static PipelinePhase PhaseOf(string? state) => state switch
    {
        "RUNNING" => PipelinePhase.Tailing,
        "FAILED" or "FAILING" or "SUSPENDED" => PipelinePhase.Failed,
        "RESTARTING" or "RECONCILING" => PipelinePhase.CatchingUp,
        "CANCELED" or "CANCELLING" or "FINISHED" => PipelinePhase.Stopped,
        _ => PipelinePhase.Starting,
    };

    private static async Task<ImmutableArray<SourceTableStatus>> ReadTablesAsync(
        NpgsqlConnection connection, string pipeline, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT table_name, watermark FROM cdc.flink_source WHERE pipeline = $1 ORDER BY table_name", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pipeline });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = ImmutableArray.CreateBuilder<SourceTableStatus>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(new SourceTableStatus
            {
                TableName = reader.GetString(0),
                Watermark = await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetDateTime(1),
            });
        }

        return tables.ToImmutable();
    }
}
