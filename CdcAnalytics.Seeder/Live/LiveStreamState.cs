using CdcAnalytics.Seeder.Generation;
using Npgsql;

namespace CdcAnalytics.Seeder.Live;

/// <summary>
/// Where the stream goes on: the row of <c>seeder.live_stream</c>, moved in the transaction that holds the trips. A leg
/// is a stretch with the same seed and trips an hour; its trips are numbered from its first.
/// </summary>
internal sealed record LiveStreamState(
    long Seed, DateTime LegStart, long LegFirstTrip, int TripsPerHour, long NextTrip, long Corrections)
{
    private const string StreamName = "main";

    /// <summary>Makes this leg's trips.</summary>
    public TripGenerator CreateGenerator() => new(new()
    {
        // A leg's numbers begin at 0 again; its trips must not.
        Seed = unchecked(Seed + LegFirstTrip),
        Start = LegStart,
        TripsPerHour = TripsPerHour,
    });

    /// <summary>Finds the row, or makes it; a changed seed or rate begins a new leg at the next event hour.</summary>
    public static async Task<LiveStreamState> OpenAsync(
        NpgsqlDataSource dataSource, LiveTripsOptions options, int tripsPerHour, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var state = await FindAsync(connection, cancellationToken);
        if (state is null)
        {
            var start = options.Start
                ?? await AfterTableAsync(connection, cancellationToken)
                ?? new TripGeneratorOptions().Start;
            await using var insert = new NpgsqlCommand(
                """
                INSERT INTO seeder.live_stream (stream_name, seed, leg_start, leg_first_trip, trips_per_hour, next_trip)
                VALUES ($1, $2, $3, 0, $4, 0) ON CONFLICT (stream_name) DO NOTHING
                """,
                connection);
            insert.Parameters.Add(new() { Value = StreamName });
            insert.Parameters.Add(new() { Value = options.Seed });
            insert.Parameters.Add(new() { Value = DateTime.SpecifyKind(start, DateTimeKind.Unspecified) });
            insert.Parameters.Add(new() { Value = tripsPerHour });
            await insert.ExecuteNonQueryAsync(cancellationToken);
            state = await FindAsync(connection, cancellationToken)
                ?? throw new InvalidOperationException("seeder.live_stream lost its row.");
        }

        if (state.Seed == options.Seed && state.TripsPerHour == tripsPerHour)
        {
            return state;
        }

        var inLeg = state.NextTrip - state.LegFirstTrip;
        return state with
        {
            Seed = options.Seed,
            TripsPerHour = tripsPerHour,
            LegFirstTrip = state.NextTrip,
            LegStart = inLeg == 0 ? state.LegStart : state.CreateGenerator().NewestHour(inLeg - 1).AddHours(1),
        };
    }

    /// <summary>Moves the row; the caller commits.</summary>
    /// <returns>False when the row is not where this state says: another stream, or a commit whose answer was
    /// lost.</returns>
    public async Task<bool> TryAdvanceAsync(
        NpgsqlConnection connection, LiveStreamState next, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE seeder.live_stream
            SET seed = $4, leg_start = $5, leg_first_trip = $6, trips_per_hour = $7, next_trip = $8, corrections = $9,
                updated_at = now()
            WHERE stream_name = $1 AND next_trip = $2 AND corrections = $3
            """,
            connection);
        command.Parameters.Add(new() { Value = StreamName });
        command.Parameters.Add(new() { Value = NextTrip });
        command.Parameters.Add(new() { Value = Corrections });
        command.Parameters.Add(new() { Value = next.Seed });
        command.Parameters.Add(new() { Value = next.LegStart });
        command.Parameters.Add(new() { Value = next.LegFirstTrip });
        command.Parameters.Add(new() { Value = next.TripsPerHour });
        command.Parameters.Add(new() { Value = next.NextTrip });
        command.Parameters.Add(new() { Value = next.Corrections });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task<LiveStreamState?> FindAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT seed, leg_start, leg_first_trip, trips_per_hour, next_trip, corrections
            FROM seeder.live_stream WHERE stream_name = $1
            """,
            connection);
        command.Parameters.Add(new() { Value = StreamName });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetInt64(0), reader.GetDateTime(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetInt64(4),
                reader.GetInt64(5))
            : null;
    }

    /// <summary>The hour after the table's trips; a few with far-off years do not count.</summary>
    private static async Task<DateTime?> AfterTableAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT date_trunc('hour', percentile_disc(0.999) WITHIN GROUP (ORDER BY tpep_pickup_datetime))
                   + interval '1 hour'
            FROM public.yellow_taxi
            """,
            connection);
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime newest ? newest : null;
    }
}
