using System.Diagnostics;
using CdcAnalytics.Hosts.Oracle;
using Npgsql;

namespace CdcAnalytics.Distributed.Tests;

/// <summary>Waits until the result tables equal the batch answers, byte for byte.</summary>
internal static class Exactness
{
    /// <summary>How long that may take at the most, a recovery on a busy machine included.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits until every table is exact; answers how long that took.</summary>
    /// <param name="host">What runs.</param>
    /// <param name="mayBeEmpty">Tables of which nothing would be proved, rightly.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<TimeSpan> WaitAsync(
        SharedHost host, IReadOnlyList<string> mayBeEmpty, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        IReadOnlyList<string> differences;
        while ((differences = await TryFindDifferencesAsync(host.DataSource, cancellationToken)).Count > 0)
        {
            if (clock.Elapsed >= Timeout)
            {
                Assert.Fail($"Not exact after {Timeout}:\n{string.Join('\n', differences)}\n{host.Evidence}");
            }

            if (host.Process.HasExited)
            {
                Assert.Fail($"The host ended by itself:\n{host.Evidence}");
            }

            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }

        var elapsed = clock.Elapsed;
        foreach (var (table, rows) in await BatchOracle.CountRowsAsync(host.DataSource, cancellationToken))
        {
            Assert.True(
                rows > 0 || mayBeEmpty.Contains(table), $"{table} is empty: the comparison proved nothing of it.");
        }

        return elapsed;
    }

    private static async Task<IReadOnlyList<string>> TryFindDifferencesAsync(
        NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        try
        {
            // A cheap look first: comparing everything several times a second would take a core from what is tested.
            await using var command = dataSource.CreateCommand(
                "SELECT (SELECT count(*) FROM yellow_taxi), "
                + "(SELECT sum(trips) FROM analytics.payment_mix_live)::bigint");
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                await reader.ReadAsync(cancellationToken);
                var counted = await reader.IsDBNullAsync(1, cancellationToken) ? 0 : reader.GetInt64(1);
                if (counted != reader.GetInt64(0))
                {
                    return [$"payment_mix_live counts {counted} trips, and there are {reader.GetInt64(0)}"];
                }
            }

            return await BatchOracle.FindDifferencesAsync(dataSource, cancellationToken);
        }
        catch (NpgsqlException exception) when (exception is not PostgresException || exception.IsTransient
            || exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return [$"The tables cannot be read yet: {exception.Message}"];
        }
    }
}
