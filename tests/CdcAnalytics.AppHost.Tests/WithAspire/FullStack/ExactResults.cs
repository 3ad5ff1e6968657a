using System.Diagnostics;
using CdcAnalytics.Hosts.Oracle;
using CdcAnalytics.Testing.Workload;
using Npgsql;

namespace CdcAnalytics.AppHost.Tests.WithAspire.FullStack;

/// <summary>Writes changes of trips and waits until the result tables equal the batch answers, byte for byte.</summary>
internal sealed class ExactResults(NpgsqlDataSource dataSource)
{
    private const int TransactionsAtOnce = 40;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A few hundred trips: whether one of them is an anomaly, or a window closes, is the seed's affair.
    private static readonly string[] MayBeEmpty = ["zone_hour_final", "unmatched_refunds_final", "trip_anomalies_live"];

    private readonly TripWorkload _workload = new(
        seed: 20240101, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified));

    /// <summary>Begins to write the trips' history down. The source tables are there and hold no trips yet.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await BatchOracle.BeginHistoryAsync(dataSource, cancellationToken);
        await TripWorkload.PrepareAsync(dataSource, cancellationToken);
    }

    /// <summary>Writes more changes: inserts, late ones among them, corrections, changed keys and deletes.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        for (var transaction = 0; transaction < TransactionsAtOnce; transaction++)
        {
            await _workload.WriteAsync(dataSource, cancellationToken);
        }
    }

    /// <summary>Waits until every result table is exact; fails with the rows that differ.</summary>
    /// <param name="limit">How long that may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        IReadOnlyList<string> differences;
        while ((differences = await TryFindDifferencesAsync(cancellationToken)).Count > 0)
        {
            Assert.True(
                clock.Elapsed < limit, $"The results are not exact after {limit}:\n{string.Join('\n', differences)}");
            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }

        foreach (var (table, rows) in await BatchOracle.CountRowsAsync(dataSource, cancellationToken))
        {
            Assert.True(
                rows > 0 || MayBeEmpty.Contains(table), $"{table} is empty: the comparison proved nothing of it.");
        }
    }

    private async Task<IReadOnlyList<string>> TryFindDifferencesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await BatchOracle.FindDifferencesAsync(dataSource, cancellationToken);
        }
        catch (NpgsqlException exception) when (exception is not PostgresException || exception.IsTransient
            || exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return [$"The tables cannot be read yet: {exception.Message}"];
        }
    }
}
