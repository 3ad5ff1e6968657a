using CdcAnalytics.Seeder.Generation;
using Npgsql;

namespace CdcAnalytics.Seeder.Live;

/// <summary>
/// Statements that correct trips of the last hours: card tips that come later, wrong zones, trips given back.
/// </summary>
internal static class TripCorrections
{
    private const double TipShare = 0.7;
    private const double ZoneShare = 0.1;
    private const int ZoneCount = 263;

    /// <summary>How often a deletion looks for a refund among the recent trips before it takes any trip.</summary>
    private const int RefundSearches = 50;

    private const string AdjustTip = """
        UPDATE public.yellow_taxi
        SET tip_amount = coalesce(tip_amount, 0) + $2, total_amount = total_amount + $2
        WHERE id = $1
        """;

    private const string FixPickupZone = "UPDATE public.yellow_taxi SET pulocationid = $2 WHERE id = $1";
    private const string FixDropoffZone = "UPDATE public.yellow_taxi SET dolocationid = $2 WHERE id = $1";

    // A refund goes together with the trip it gives back, which was inserted just before it.
    private const string DeleteTrip = """
        DELETE FROM public.yellow_taxi AS trip
        USING public.yellow_taxi AS chosen
        WHERE chosen.id = $1
          AND (trip.id = chosen.id
               OR (trip.id = chosen.id - 1 AND chosen.fare_amount < 0 AND trip.fare_amount = -chosen.fare_amount
                   AND trip.tpep_pickup_datetime = chosen.tpep_pickup_datetime))
        """;

    /// <summary>Runs corrections in one round trip.</summary>
    /// <param name="connection">With the caller's transaction.</param>
    /// <param name="recent">Trips to choose from; not empty.</param>
    /// <param name="seed">Decides, with the numbers, what is corrected how.</param>
    /// <param name="firstNumber">Number of the first correction.</param>
    /// <param name="count">How many; above 0.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Trips updated and deleted; one that is gone already counts for nothing.</returns>
    public static async Task<(long Updated, long Deleted)> RunAsync(
        NpgsqlConnection connection,
        RecentTrips recent,
        long seed,
        long firstNumber,
        int count,
        CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        for (var i = 0; i < count; i++)
        {
            var random = new TripRandom(seed ^ long.MinValue, firstNumber + i);
            batch.BatchCommands.Add(Create(ref random, recent));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        long updated = 0;
        long deleted = 0;
        foreach (NpgsqlBatchCommand command in batch.BatchCommands)
        {
            if (command.StatementType == StatementType.Delete)
            {
                deleted += (long)command.Rows;
            }
            else
            {
                updated += (long)command.Rows;
            }
        }

        return (updated, deleted);
    }

    private static NpgsqlBatchCommand Create(ref TripRandom random, RecentTrips recent)
    {
        var kind = random.NextDouble();
        var trip = recent.Next(ref random);
        if (kind < TipShare && trip is { PaymentType: 1, IsRefund: false })
        {
            var amount = (25 + random.NextBelow(476)) / 100m;
            return Create(AdjustTip, trip.Id, amount);
        }

        if (kind < TipShare + ZoneShare)
        {
            var zoneId = 1 + random.NextBelow(ZoneCount);
            return Create(random.Happens(0.5) ? FixPickupZone : FixDropoffZone, trip.Id, zoneId);
        }

        for (var i = 0; i < RefundSearches && !trip.IsRefund; i++)
        {
            trip = recent.Next(ref random);
        }

        return Create(DeleteTrip, trip.Id);
    }

    private static NpgsqlBatchCommand Create(string statement, params object[] values)
    {
        var command = new NpgsqlBatchCommand(statement);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
