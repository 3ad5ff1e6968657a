using System.Diagnostics;
using CdcAnalytics.Hosts.Oracle;
using CdcAnalytics.Topologies.Hosting;
using CdcAnalytics.Topologies.Processes;
using Npgsql;

namespace CdcAnalytics.Topologies.Phases;

/// <summary>
/// Finds the moment at which all live tables equal the batch answer, without asking for the answer on the way:
/// comparing millions of trips takes many seconds of a core that is being measured. First the trips counted in one
/// small table are watched; then a fingerprint of all live tables, until it stays; then the tables are compared once.
/// The moment is that at which the fingerprint was first seen.
/// </summary>
internal sealed class ExactnessWatch(TopologyHost host)
{
    /// <summary>How long the first row may take once there are source tables.</summary>
    public static readonly TimeSpan FirstRowTimeout = TimeSpan.FromMinutes(10);

    /// <summary>How long the count may stay the same before the pipeline is judged to stand still.</summary>
    public static readonly TimeSpan StallTimeout = TimeSpan.FromMinutes(5);

    /// <summary>How long the tables may take from every trip counted to all of them exact.</summary>
    public static readonly TimeSpan SettleTimeout = TimeSpan.FromMinutes(5);

    // Longer than the tables of one transaction are apart where several tasks write them.
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CountInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FingerprintInterval = TimeSpan.FromMilliseconds(100);

    private const string CountedTrips = "SELECT coalesce(sum(trips), 0)::bigint FROM analytics.payment_mix_live";

    private static readonly string Fingerprint = "SELECT concat_ws(' ', " + string.Join(", ", BatchOracle.LiveTables
        .Select(table => "(SELECT concat_ws(':', count(*), sum(hashtextextended(r::text, 0)::numeric)) "
            + $"FROM analytics.{table} AS r)")) + ")";

    /// <summary>Waits for the first row in any result table; the moment it was seen.</summary>
    public async Task<long> WaitForFirstRowAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            foreach (var table in BatchOracle.Tables)
            {
                var hasRows = await TryReadAsync<bool?>(
                    $"SELECT EXISTS (SELECT FROM analytics.{table})", cancellationToken);
                if (hasRows is true)
                {
                    return Stopwatch.GetTimestamp();
                }

                if (hasRows is null)
                {
                    // All tables are made in one transaction: where one is missing, so are the others.
                    break;
                }
            }

            await PauseAsync(began, FirstRowTimeout, "no row in any result table", CountInterval, cancellationToken);
        }
    }

    /// <summary>Waits until all live tables are exact.</summary>
    /// <param name="trips">All trips there are; nobody else inserts any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The results stood still, or did not become exact.</exception>
    public async Task<ExactMoment> WaitAsync(long trips, CancellationToken cancellationToken)
    {
        await WaitForCountAsync(trips, cancellationToken);
        var countedAt = Stopwatch.GetTimestamp();
        string? compared = null;
        IReadOnlyList<string> differences = [];
        while (true)
        {
            var (fingerprint, moment) = await WaitForQuietAsync(countedAt, compared, differences, cancellationToken);
            differences = await BatchOracle.FindDifferencesAsync(
                host.DataSource, BatchOracle.LiveTables, cancellationToken);
            if (differences.Count == 0)
            {
                return moment;
            }

            Console.WriteLine("  Every trip is counted and the tables rest, but not all of them are exact yet.");
            compared = fingerprint;
        }
    }

    private async Task WaitForCountAsync(long trips, CancellationToken cancellationToken)
    {
        long? counted = null;
        var changedAt = Stopwatch.GetTimestamp();
        while (true)
        {
            var now = await TryReadAsync<long?>(CountedTrips, cancellationToken);
            if (now == trips)
            {
                return;
            }

            if (now != counted)
            {
                counted = now;
                changedAt = Stopwatch.GetTimestamp();
            }

            await PauseAsync(
                changedAt,
                StallTimeout,
                $"payment_mix_live counts {counted} of {trips} trips and stands still",
                CountInterval,
                cancellationToken);
        }
    }

    /// <summary>The fingerprint that stays, unlike one that was found wrong, and when it was first seen.</summary>
    private async Task<(string Fingerprint, ExactMoment Moment)> WaitForQuietAsync(
        long countedAt, string? wrong, IReadOnlyList<string> differences, CancellationToken cancellationToken)
    {
        string? last = null;
        ExactMoment? moment = null;
        while (true)
        {
            // Before the query: what it sees is how the tables are when it begins, or were.
            var now = new ExactMoment(countedAt, CpuMoment.Read(host));
            var fingerprint = await TryReadAsync<string>(Fingerprint, cancellationToken);
            if (fingerprint is not null && fingerprint == last && moment is not null)
            {
                if (fingerprint != wrong && Stopwatch.GetElapsedTime(moment.ExactAt) >= QuietTime)
                {
                    return (fingerprint, moment);
                }
            }
            else
            {
                last = fingerprint;
                moment = now;
            }

            await PauseAsync(
                countedAt,
                SettleTimeout,
                $"every trip is counted, but the live tables are not exact or do not rest. {Lines(differences)}",
                FingerprintInterval,
                cancellationToken);
        }
    }

    private static string Lines(IReadOnlyList<string> differences) => string.Join('\n', differences);

    private async Task<T?> TryReadAsync<T>(string query, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = host.DataSource.CreateCommand(query);
            command.CommandTimeout = (int)StallTimeout.TotalSeconds;
            return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.InvalidSchemaName)
        {
            // The result tables are made when the pipeline starts.
            return default;
        }
    }

    private async Task PauseAsync(
        long since, TimeSpan limit, string what, TimeSpan interval, CancellationToken cancellationToken)
    {
        host.ThrowIfEnded();
        if (Stopwatch.GetElapsedTime(since) > limit)
        {
            throw new TimeoutException($"After {limit}: {what}.");
        }

        await Task.Delay(interval, TimeProvider.System, cancellationToken);
    }
}
