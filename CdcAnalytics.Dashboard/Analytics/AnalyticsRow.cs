using System.Text.Json;
using Npgsql;

namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>Makes a row of the API from a row of a query of <see cref="AnalyticsSql"/>, column by column.</summary>
internal static class AnalyticsRow
{
    /// <summary>A row of <see cref="AnalyticsSql.FinalHours"/>.</summary>
    public static FinalHour FinalHour(NpgsqlDataReader row) => new(
        row.GetDateTime(0), row.GetInt64(1), row.GetInt64(2), row.GetDecimal(3), row.GetInt64(4));

    /// <summary>A row of <see cref="AnalyticsSql.BusyZones"/>.</summary>
    public static BusyZone BusyZone(NpgsqlDataReader row) => new()
    {
        Place = row.GetInt64(0),
        PlaceBefore = Value<long>(row, 1),
        ZoneId = row.GetInt32(2),
        Zone = Text(row, 3),
        Borough = Text(row, 4),
        Trips = row.GetInt64(5),
        FinalTrips = Value<long>(row, 6),
        Revenue = Value<decimal>(row, 7),
        AverageFare = Value<decimal>(row, 8),
        AverageSpeed = Value<decimal>(row, 9),
        TipRate = Value<decimal>(row, 10),
    };

    /// <summary>A row of <see cref="AnalyticsSql.BoroughFlows"/>.</summary>
    public static BoroughFlow BoroughFlow(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt64(2), Value<decimal>(row, 3));

    /// <summary>A row of <see cref="AnalyticsSql.PaymentMix"/>.</summary>
    public static PaymentShare PaymentShare(NpgsqlDataReader row)
    {
        var paymentType = row.GetInt32(0);
        return new PaymentShare(
            paymentType,
            Analytics.PaymentShare.NameOf(paymentType),
            row.GetInt64(1),
            Value<decimal>(row, 2),
            Value<decimal>(row, 3));
    }

    /// <summary>A row of <see cref="AnalyticsSql.Anomalies"/>.</summary>
    public static TripAnomaly TripAnomaly(NpgsqlDataReader row) => new()
    {
        TripId = row.GetInt64(0),
        Anomaly = row.GetString(1),
        Pickup = row.GetDateTime(2),
        Dropoff = Value<DateTime>(row, 3),
        FromZoneId = row.GetInt32(4),
        FromZone = Text(row, 5),
        ToZoneId = row.GetInt32(6),
        ToZone = Text(row, 7),
        Miles = Value<double>(row, 8),
        TotalAmount = row.GetDecimal(9),
    };

    /// <summary>A row of <see cref="AnalyticsSql.UnmatchedRefunds"/>.</summary>
    public static UnmatchedRefund UnmatchedRefund(NpgsqlDataReader row) => new()
    {
        Pickup = row.GetDateTime(0),
        Dropoff = row.GetDateTime(1),
        FromZoneId = row.GetInt32(2),
        FromZone = Text(row, 3),
        ToZoneId = row.GetInt32(4),
        ToZone = Text(row, 5),
        Fare = row.GetDecimal(6),
        Refunds = row.GetInt64(7),
        Trips = row.GetInt64(8),
    };

    /// <summary>A row of <see cref="AnalyticsSql.Rejected"/>.</summary>
    public static RejectedChange RejectedChange(NpgsqlDataReader row) => new()
    {
        TableName = Text(row, 0),
        Operation = Text(row, 1),
        RowKey = Text(row, 2),
        EventTime = Value<DateTime>(row, 3),
        Watermark = Value<DateTime>(row, 4),
        Query = Text(row, 5),
        Reason = Text(row, 6),
        RowData = Text(row, 7) is { } json ? JsonElement.Parse(json) : null,
        CommitLsn = Text(row, 8),
        RecordedAt = Value<DateTime>(row, 9) is { } recordedAt ? new DateTimeOffset(recordedAt, TimeSpan.Zero) : null,
    };

    private static T? Value<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
