using CdcAnalytics.Seeder.Generation;
using CdcAnalytics.Seeder.Trips;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Measuring;

/// <summary>Made-up trips as rows of <c>yellow_taxi</c>.</summary>
public static class TripRows
{
    private static readonly string Columns = string.Join(", ", TripColumn.All.Select(column => column.Name));

    /// <summary>Inserts trips by COPY, in transactions of a set size.</summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="seed">Decides the trips.</param>
    /// <param name="start">Number of the first trip; 0 unless some of this seed are there already.</param>
    /// <param name="rows">How many.</param>
    /// <param name="transactionRows">Rows of one transaction.</param>
    /// <param name="cancellationToken">Ends it; what was committed stays.</param>
    public static async Task CopyAsync(
        NpgsqlDataSource dataSource,
        long seed,
        long start,
        long rows,
        int transactionRows,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var generator = new TripGenerator(new TripGeneratorOptions { Seed = seed });
        var end = start + rows;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        for (var first = start; first < end; first += transactionRows)
        {
            await using var importer = await connection.BeginBinaryImportAsync(
                $"COPY public.yellow_taxi ({Columns}) FROM STDIN (FORMAT binary)", cancellationToken);
            for (var number = first; number < Math.Min(end, first + transactionRows); number++)
            {
                await WriteAsync(importer, generator.Create(number), cancellationToken);
            }

            await importer.CompleteAsync(cancellationToken);
        }
    }

    /// <summary>A command that inserts one trip; its parameters are set by <see cref="Set"/>.</summary>
    public static NpgsqlCommand CreateInsert(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(
            $"INSERT INTO public.yellow_taxi ({Columns}) VALUES ("
            + string.Join(", ", TripColumn.All.Select((_, index) => $"${index + 1}")) + ")",
            connection);
        foreach (var column in TripColumn.All)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = TypeOf(column) });
        }

        return command;
    }

    /// <summary>Sets the trip to insert.</summary>
    public static void Set(NpgsqlCommand command, Trip trip)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(trip);
        var values = Values(trip);
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter importer, Trip trip, CancellationToken cancellationToken)
    {
        await importer.StartRowAsync(cancellationToken);
        var values = Values(trip);
        for (var index = 0; index < values.Length; index++)
        {
            if (values[index] is { } value)
            {
                await importer.WriteAsync(value, TypeOf(TripColumn.All[index]), cancellationToken);
            }
            else
            {
                await importer.WriteNullAsync(cancellationToken);
            }
        }
    }

    // In the order of TripColumn.All.
    private static object?[] Values(Trip trip) =>
    [
        trip.VendorId, trip.Pickup, trip.Dropoff, trip.PassengerCount, trip.Distance, trip.RateCodeId,
        trip.StoreAndForwardFlag, trip.PickupZoneId, trip.DropoffZoneId, trip.PaymentType, trip.Fare, trip.Extra,
        trip.MtaTax, trip.Tip, trip.Tolls, trip.ImprovementSurcharge, trip.Total, trip.CongestionSurcharge,
        trip.AirportFee, trip.CbdCongestionFee,
    ];

    private static NpgsqlDbType TypeOf(TripColumn column) => column.Kind switch
    {
        TripColumnKind.WholeNumber => NpgsqlDbType.Integer,
        TripColumnKind.Timestamp => NpgsqlDbType.Timestamp,
        TripColumnKind.Number => NpgsqlDbType.Double,
        TripColumnKind.Money => NpgsqlDbType.Numeric,
        TripColumnKind.Text => NpgsqlDbType.Text,
        _ => throw new InvalidOperationException($"Column kind {column.Kind} has no type in Postgres."),
    };
}
