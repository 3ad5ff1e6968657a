using System.Diagnostics;
using CdcAnalytics.Hosts.Oracle;
using Npgsql;

namespace CdcAnalytics.Embedded.Tests.Exactness;

/// <summary>Waits until the pipeline has taken in all that was written, and judges what it made of it.</summary>
internal static class Convergence
{
    /// <summary>How long catching up may take at the most.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until the ledger has captured as many trip changes as the history tells of.</summary>
    public static async Task WaitAsync(
        NpgsqlDataSource dataSource, Func<string> describe, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        long? written;
        long? captured;
        do
        {
            Assert.True(clock.Elapsed < Timeout, $"Not all changes were captured in {Timeout}.\n{describe()}");
            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
            written = await TryCountAsync(() => BatchOracle.CountHistoryAsync(dataSource, cancellationToken));
            captured = await TryCountAsync(() => CapturedAsync(dataSource, cancellationToken));
        }
        while (written is null || captured is null || captured < written);

        Assert.Equal(written, captured);
    }

    /// <summary>Waits until the snapshot is over and the pipeline follows the log.</summary>
    public static async Task WaitForTailAsync(
        NpgsqlDataSource dataSource, Func<string> describe, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (!await IsTailingAsync(dataSource, cancellationToken))
        {
            Assert.True(clock.Elapsed < Timeout, $"The pipeline did not reach the log in {Timeout}.\n{describe()}");
            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>
    /// Fails unless every result table equals its batch answer, holds something, and the ledger balances.
    /// </summary>
    public static async Task AssertExactAsync(
        NpgsqlDataSource dataSource, IReadOnlyList<string> mayBeEmpty, CancellationToken cancellationToken)
    {
        Assert.Empty(await BatchOracle.FindDifferencesAsync(dataSource, cancellationToken));
        foreach (var (table, rows) in await BatchOracle.CountRowsAsync(dataSource, cancellationToken))
        {
            Assert.True(
                rows > 0 || mayBeEmpty.Contains(table), $"{table} is empty: the comparison proved nothing of it.");
        }

        await using var command = dataSource.CreateCommand(
            """
            SELECT count(*) FROM cdc.ledger
            WHERE captured <> applied + late_corrected + dropped_late + filtered + quarantined OR NOT balanced
            """);
        Assert.Equal(0L, await command.ExecuteScalarAsync(cancellationToken));
    }

    private static async Task<bool> IsTailingAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand(
                "SELECT EXISTS (SELECT FROM cdc.checkpoint WHERE commit_end_lsn IS NOT NULL)");
            return await command.ExecuteScalarAsync(cancellationToken) is true;
        }
        catch (NpgsqlException exception) when (IsNotMadeYet(exception))
        {
            // The host has not created its schema yet.
            return false;
        }
    }

    private static async Task<long> CapturedAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT coalesce(sum(captured), 0)::bigint FROM cdc.ledger WHERE table_name = 'yellow_taxi'");
        return (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
    }

    /// <summary>The count, or null while the server is away or the host has not created its schema yet.</summary>
    private static async Task<long?> TryCountAsync(Func<Task<long>> count)
    {
        try
        {
            return await count();
        }
        catch (NpgsqlException exception)
            when (exception is not PostgresException || exception.IsTransient || IsNotMadeYet(exception))
        {
            return null;
        }
    }

    private static bool IsNotMadeYet(NpgsqlException exception) =>
        exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName;
}
