using System.Data;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CdcAnalytics.Dashboard.Analytics;
using CdcAnalytics.Dashboard.Status;
using Npgsql;

namespace CdcAnalytics.Dashboard.Live;

/// <summary>Reads all parts of the page as of one moment and publishes those that changed.</summary>
internal static class FrameReader
{
    private const int FeedRows = 25;

    /// <summary>Reads and publishes.</summary>
    public static async Task ReadAsync(
        NpgsqlConnection connection,
        LiveFeed feed,
        PipelineStatus status,
        DashboardOptions options,
        CancellationToken cancellationToken)
    {
        // One database snapshot for all parts, so that the page never contradicts itself in the middle of a commit.
        await using var transaction =
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var reader = await AnalyticsReader.OpenAsync(connection, options.QueryTimeout, cancellationToken);

        var hours = await reader.ReadHoursAsync(
            options.HoursShown, TripWatermark.Of(status), cancellationToken);
        var newest = hours?.Hours.LastOrDefault()?.Hour;
        Publish(LivePart.Hours, hours, DashboardJson.Default.HourTotals);
        Publish(
            LivePart.Zones,
            await reader.ReadBusyZonesAsync(newest, cancellationToken),
            DashboardJson.Default.HourRowsBusyZone);
        Publish(
            LivePart.Flow,
            await reader.ReadFlowsAsync(newest, cancellationToken),
            DashboardJson.Default.HourRowsBoroughFlow);
        Publish(
            LivePart.Payments,
            await reader.ReadPaymentsAsync(newest, cancellationToken),
            DashboardJson.Default.HourRowsPaymentShare);
        Publish(
            LivePart.Anomalies,
            await reader.ReadAnomaliesAsync(FeedRows, cancellationToken),
            DashboardJson.Default.BoundedRowsTripAnomaly);
        Publish(
            LivePart.Refunds,
            await reader.ReadRefundsAsync(FeedRows, cancellationToken),
            DashboardJson.Default.BoundedRowsUnmatchedRefund);
        await transaction.CommitAsync(cancellationToken);

        // A table that does not exist yet is published as null: the page says that it is waiting for it.
        void Publish<T>(LivePart part, T? value, JsonTypeInfo<T> type)
            where T : class =>
            feed.Publish(part, value is null ? "null" : JsonSerializer.Serialize(value, type));
    }
}
