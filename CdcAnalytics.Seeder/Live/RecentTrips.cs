using CdcAnalytics.Seeder.Generation;
using Npgsql;

namespace CdcAnalytics.Seeder.Live;

/// <summary>
/// The trips that may still be corrected: the last 20,000, about five event hours, so closed windows too.
/// </summary>
internal sealed class RecentTrips
{
    private const int Capacity = 20_000;

    private readonly List<RecentTrip> _trips = new(Capacity);
    private int _oldest;

    /// <summary>How many there are.</summary>
    public int Count => _trips.Count;

    /// <summary>Takes up the trips of the table, newest last.</summary>
    public static async Task<RecentTrips> LoadAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var recent = new RecentTrips();
        await using var command = dataSource.CreateCommand(
            $"""
            SELECT id, coalesce(payment_type, 0), coalesce(fare_amount < 0, false)
            FROM (SELECT * FROM public.yellow_taxi ORDER BY id DESC LIMIT {Capacity}) AS newest
            ORDER BY id
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            recent.Add(new(reader.GetInt64(0), reader.GetInt32(1), reader.GetBoolean(2)));
        }

        return recent;
    }

    /// <summary>Adds a trip; the oldest goes when there are too many.</summary>
    public void Add(RecentTrip trip)
    {
        if (_trips.Count < Capacity)
        {
            _trips.Add(trip);
            return;
        }

        _trips[_oldest] = trip;
        _oldest = (_oldest + 1) % Capacity;
    }

    /// <summary>One of them, any.</summary>
    public RecentTrip Next(ref TripRandom random) => _trips[random.NextBelow(_trips.Count)];
}
