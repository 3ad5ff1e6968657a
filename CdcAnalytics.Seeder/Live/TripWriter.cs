using CdcAnalytics.Seeder.Generation;
using CdcAnalytics.Seeder.Trips;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Seeder.Live;

/// <summary>Writes made-up trips into <c>yellow_taxi</c>; the caller has the transaction.</summary>
internal static class TripWriter
{
    private static readonly string InsertStatement =
        $"INSERT INTO public.yellow_taxi ({TripColumn.NameList}) SELECT * FROM unnest("
        + string.Join(", ", TripColumn.All.Select((_, index) => $"${index + 1}"))
        + ") RETURNING id, payment_type, fare_amount < 0";

    /// <summary>COPY, for many.</summary>
    public static async Task CopyAsync(
        NpgsqlConnection connection, IReadOnlyList<Trip> trips, CancellationToken cancellationToken)
    {
        await using var importer = await connection.BeginBinaryImportAsync(TripColumn.CopyStatement, cancellationToken);
        foreach (var trip in trips)
        {
            Write(importer, trip);
        }

        await importer.CompleteAsync(cancellationToken);
    }

    /// <summary>INSERT, for a few; says which rows they became.</summary>
    public static async Task<IReadOnlyList<RecentTrip>> InsertAsync(
        NpgsqlConnection connection, IReadOnlyList<Trip> trips, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(InsertStatement, connection);
        var parameters = command.Parameters;
        AddArray(parameters, trips, NpgsqlDbType.Integer, trip => trip.VendorId);
        AddArray(parameters, trips, NpgsqlDbType.Timestamp, trip => trip.Pickup);
        AddArray(parameters, trips, NpgsqlDbType.Timestamp, trip => trip.Dropoff);
        AddArray(parameters, trips, NpgsqlDbType.Integer, trip => trip.PassengerCount);
        AddArray(parameters, trips, NpgsqlDbType.Double, trip => trip.Distance);
        AddArray(parameters, trips, NpgsqlDbType.Integer, trip => trip.RateCodeId);
        AddArray(parameters, trips, NpgsqlDbType.Text, trip => trip.StoreAndForwardFlag);
        AddArray(parameters, trips, NpgsqlDbType.Integer, trip => trip.PickupZoneId);
        AddArray(parameters, trips, NpgsqlDbType.Integer, trip => trip.DropoffZoneId);
        AddArray(parameters, trips, NpgsqlDbType.Integer, trip => trip.PaymentType);
        AddArray(parameters, trips, NpgsqlDbType.Numeric, trip => trip.Fare);
        AddArray(parameters, trips, NpgsqlDbType.Numeric, trip => trip.Extra);
        AddArray(parameters, trips, NpgsqlDbType.Numeric, trip => trip.MtaTax);
        AddArray(parameters, trips, NpgsqlDbType.Numeric, trip => trip.Tip);
        AddArray(parameters, trips, NpgsqlDbType.Numeric, trip => trip.Tolls);
        AddArray(parameters, trips, NpgsqlDbType.Numeric, trip => trip.ImprovementSurcharge);
        AddArray(parameters, trips, NpgsqlDbType.Numeric, trip => trip.Total);
        AddArray(parameters, trips, NpgsqlDbType.Numeric, trip => trip.CongestionSurcharge);
        AddArray(parameters, trips, NpgsqlDbType.Numeric, trip => trip.AirportFee);
        AddArray(parameters, trips, NpgsqlDbType.Numeric, trip => trip.CbdCongestionFee);
        var inserted = new List<RecentTrip>(trips.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            inserted.Add(new(reader.GetInt64(0), reader.GetInt32(1), reader.GetBoolean(2)));
        }

        return inserted;
    }

    private static void AddArray<T>(
        NpgsqlParameterCollection parameters, IReadOnlyList<Trip> trips, NpgsqlDbType type, Func<Trip, T> value) =>
        parameters.Add(new() { Value = trips.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });

    private static void Write(NpgsqlBinaryImporter importer, Trip trip)
    {
        importer.StartRow();
        importer.Write(trip.VendorId, NpgsqlDbType.Integer);
        importer.Write(trip.Pickup, NpgsqlDbType.Timestamp);
        importer.Write(trip.Dropoff, NpgsqlDbType.Timestamp);
        WriteOptional(importer, trip.PassengerCount, NpgsqlDbType.Integer);
        importer.Write(trip.Distance, NpgsqlDbType.Double);
        WriteOptional(importer, trip.RateCodeId, NpgsqlDbType.Integer);
        if (trip.StoreAndForwardFlag is { } flag)
        {
            importer.Write(flag, NpgsqlDbType.Text);
        }
        else
        {
            importer.WriteNull();
        }

        importer.Write(trip.PickupZoneId, NpgsqlDbType.Integer);
        importer.Write(trip.DropoffZoneId, NpgsqlDbType.Integer);
        importer.Write(trip.PaymentType, NpgsqlDbType.Integer);
        importer.Write(trip.Fare, NpgsqlDbType.Numeric);
        importer.Write(trip.Extra, NpgsqlDbType.Numeric);
        importer.Write(trip.MtaTax, NpgsqlDbType.Numeric);
        importer.Write(trip.Tip, NpgsqlDbType.Numeric);
        importer.Write(trip.Tolls, NpgsqlDbType.Numeric);
        importer.Write(trip.ImprovementSurcharge, NpgsqlDbType.Numeric);
        importer.Write(trip.Total, NpgsqlDbType.Numeric);
        WriteOptional(importer, trip.CongestionSurcharge, NpgsqlDbType.Numeric);
        WriteOptional(importer, trip.AirportFee, NpgsqlDbType.Numeric);
        WriteOptional(importer, trip.CbdCongestionFee, NpgsqlDbType.Numeric);
    }

    private static void WriteOptional<T>(NpgsqlBinaryImporter importer, T? value, NpgsqlDbType type)
        where T : struct
    {
        if (value is { } known)
        {
            importer.Write(known, type);
        }
        else
        {
            importer.WriteNull();
        }
    }
}
