using Npgsql;

namespace CdcAnalytics.Hosts.Oracle;

/// <summary>Gives another database the same input: the same changes of the same trips, in the same order.</summary>
public static class HistoryReplay
{
    /// <summary>Writes a database's history again into another one, which has the taxi tables and no trips.</summary>
    /// <param name="from">Where <see cref="BatchOracle"/> wrote the history down.</param>
    /// <param name="into">Where it happens again.</param>
    /// <param name="cancellationToken">Ends the work in the middle.</param>
    public static async Task RunAsync(
        NpgsqlDataSource from, NpgsqlDataSource into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(into);
        await ExecuteAsync(
            into,
            "CREATE TABLE oracle_history (step bigint PRIMARY KEY, before jsonb, after jsonb); "
            + "CREATE TABLE oracle_zones (row jsonb)",
            cancellationToken);
        await CopyAsync(
            from, "SELECT step, to_jsonb(before), to_jsonb(after) FROM oracle.history", into, "oracle_history",
            cancellationToken);
        await CopyAsync(
            from, "SELECT to_jsonb(z) FROM taxi_zones AS z", into, "oracle_zones", cancellationToken);
        await ExecuteAsync(into, await BatchOracle.ReadAsync("replay", cancellationToken), cancellationToken);
        await ExecuteAsync(into, "CALL oracle_replay()", cancellationToken);
    }

    private static async Task CopyAsync(
        NpgsqlDataSource from, string query, NpgsqlDataSource into, string table, CancellationToken cancellationToken)
    {
        await using var source = await from.OpenConnectionAsync(cancellationToken);
        await using var target = await into.OpenConnectionAsync(cancellationToken);
        using var reader = await source.BeginTextExportAsync($"COPY ({query}) TO STDOUT", cancellationToken);
        await using var writer = await target.BeginTextImportAsync($"COPY {table} FROM STDIN", cancellationToken);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            await writer.WriteAsync($"{line}\n".AsMemory(), cancellationToken);
        }
    }

    private static async Task ExecuteAsync(
        NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
