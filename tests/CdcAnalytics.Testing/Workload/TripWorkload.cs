using System.Globalization;
using Npgsql;

namespace CdcAnalytics.Testing.Workload;

/// <summary>
/// Seeded changes of trips, written by one connection so that the history has one order: inserts (on time, late, very
/// late, of another year), changed tips, zones and pickup times, changed keys and deletes, in transactions of one to
/// forty changes. Each transaction carries its number, so that one whose commit was cut off is repeated exactly when it
/// was lost.
/// </summary>
public sealed class TripWorkload(int seed, DateTime start)
{
    private readonly Random _random = new(seed);
    private DateTime _eventTime = start;
    private long _transaction;

    /// <summary>Makes the table that remembers which transactions were committed.</summary>
    public static async Task PrepareAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("CREATE TABLE oracle.done (transaction bigint PRIMARY KEY)");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes one more transaction, however often the server goes away meanwhile.</summary>
    public async Task WriteAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        _transaction++;
        var statements = new List<string>();
        var changes = _random.Next(1, 41);
        for (var change = 0; change < changes; change++)
        {
            statements.Add(NextStatement());
        }

        statements.Add(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO oracle.done VALUES ({_transaction})"));
        while (true)
        {
            try
            {
                await WriteOnceAsync(dataSource, statements, cancellationToken);
                return;
            }
            catch (NpgsqlException exception) when (IsServerGone(exception))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }
    }

    // A pooled connection to a killed server fails in many ways; what matters is only whether the transaction is there.
    private static bool IsServerGone(NpgsqlException exception) =>
        exception.IsTransient || exception is not PostgresException || exception.InnerException is IOException;

    private async Task WriteOnceAsync(
        NpgsqlDataSource dataSource, List<string> statements, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (var asked = new NpgsqlCommand("SELECT 1 FROM oracle.done WHERE transaction = $1", connection))
        {
            asked.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _transaction });
            if (await asked.ExecuteScalarAsync(cancellationToken) is not null)
            {
                return;
            }
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private string NextStatement()
    {
        // Each picks its victim by the numbers it drew, from the rows that are there: the same seed on the same rows
        // does the same, whatever was killed.
        var draw = _random.Next(100);
        var victim = string.Create(
            CultureInfo.InvariantCulture,
            $"(SELECT id FROM yellow_taxi WHERE id >= {_random.Next(1, 4000)} ORDER BY id LIMIT 1)");
        return draw switch
        {
            < 62 => Insert(),
            < 74 => "UPDATE yellow_taxi SET tip_amount = tip_amount + 1.25, total_amount = total_amount + 1.25 WHERE "
                + $"id = {victim}",
            < 79 => string.Create(
                CultureInfo.InvariantCulture,
                $"UPDATE yellow_taxi SET pulocationid = {_random.Next(1, 266)} WHERE id = {victim}"),
            < 84 => "UPDATE yellow_taxi SET tpep_pickup_datetime = tpep_pickup_datetime + interval '17 minutes' WHERE "
                + $"id = {victim}",
            < 86 => $"UPDATE yellow_taxi SET id = id + 1000000 WHERE id = {victim}",
            < 88 => $"UPDATE yellow_taxi SET payment_type = NULL, tip_amount = NULL WHERE id = {victim}",
            < 89 => string.Create(
                CultureInfo.InvariantCulture,
                $"UPDATE taxi_zones SET borough = CASE borough WHEN 'Queens' THEN 'Bronx' ELSE 'Queens' END "
                + $"WHERE locationid = {_random.Next(1, 264)}"),
            _ => $"DELETE FROM yellow_taxi WHERE id = {victim}",
        };
    }

    private string Insert()
    {
        _eventTime = _eventTime.AddSeconds(_random.Next(0, 120));
        var lateness = _random.Next(100) switch
        {
            < 70 => TimeSpan.FromSeconds(_random.Next(0, 1800)),
            < 90 => TimeSpan.FromSeconds(_random.Next(0, 4200)),
            < 98 => TimeSpan.FromHours(_random.Next(1, 60)),
            _ => TimeSpan.FromDays(_random.Next(200, 6000)),
        };

        // A poison year: stands in the live results, must not make everything after it late.
        var pickup = _random.Next(400) == 0 ? _eventTime.AddYears(80) : _eventTime - lateness;
        var seconds = _random.Next(60) == 0 ? -_random.Next(1, 600) : _random.Next(0, 4000);
        var cents = _random.Next(250, 9000);
        var sign = _random.Next(25) == 0 ? -1 : 1;
        var payment = _random.Next(20) == 0 ? "NULL" : _random.Next(0, 5).ToString(CultureInfo.InvariantCulture);

        // Zones from few, so that an hour's zone passes the threshold of ten.
        var zone = _random.Next(3) == 0 ? _random.Next(1, 266) : 230 + _random.Next(8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            INSERT INTO yellow_taxi (vendorid, tpep_pickup_datetime, tpep_dropoff_datetime, trip_distance, pulocationid,
                dolocationid, payment_type, fare_amount, tip_amount, total_amount)
            VALUES ({_random.Next(1, 3)}, '{pickup:yyyy-MM-dd HH:mm:ss}',
                    '{pickup.AddSeconds(seconds):yyyy-MM-dd HH:mm:ss}',
                {_random.Next(0, 6000) / 100m}, {zone}, {_random.Next(1, 266)}, {payment}, {sign * cents / 100m},
                {_random.Next(0, 900) / 100m}, {sign * (cents + 350) / 100m})
            """);
    }
}
