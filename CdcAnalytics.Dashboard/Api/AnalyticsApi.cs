using System.Text.Json.Serialization.Metadata;
using CdcAnalytics.Dashboard.Analytics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace CdcAnalytics.Dashboard.Api;

/// <summary>The read API over the result tables; each answer is bounded, each parameter has a range.</summary>
internal static class AnalyticsApi
{
    private const int MaxHours = 168;
    private const int MaxRows = 500;
    private const int StandardRows = 50;

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/hours", (string? last, DashboardQuery query, IOptions<DashboardOptions> options,
            CancellationToken cancellationToken) =>
            Problems.TryReadCount("last", last, options.Value.HoursShown, MaxHours, out var hours, out var problem)
                ? query.AnswerAsync(
                    "event hours",
                    (reader, token) => reader.ReadHoursAsync(hours, query.Watermark, token),
                    DashboardJson.Default.HourTotals,
                    cancellationToken)
                : Task.FromResult(problem));
        MapHour(api, "/zones/top", "busiest zones", (reader, hour, token) => reader.ReadBusyZonesAsync(hour, token),
            DashboardJson.Default.HourRowsBusyZone);
        MapHour(api, "/flow", "borough flows", (reader, hour, token) => reader.ReadFlowsAsync(hour, token),
            DashboardJson.Default.HourRowsBoroughFlow);
        MapHour(api, "/payments", "payment types", (reader, hour, token) => reader.ReadPaymentsAsync(hour, token),
            DashboardJson.Default.HourRowsPaymentShare);
        MapRows(api, "/anomalies", "anomalies", (reader, limit, token) => reader.ReadAnomaliesAsync(limit, token),
            DashboardJson.Default.BoundedRowsTripAnomaly);
        MapRows(api, "/refunds", "unmatched refunds", (reader, limit, token) => reader.ReadRefundsAsync(limit, token),
            DashboardJson.Default.BoundedRowsUnmatchedRefund);
        MapRows(api, "/dropped", "dropped events",
            (reader, limit, token) => reader.ReadRejectedAsync(AnalyticsTable.DroppedEvent, limit, token),
            DashboardJson.Default.BoundedRowsRejectedChange);
        MapRows(api, "/quarantined", "quarantined events",
            (reader, limit, token) => reader.ReadRejectedAsync(AnalyticsTable.QuarantinedEvent, limit, token),
            DashboardJson.Default.BoundedRowsRejectedChange);
    }

    private static void MapHour<T>(
        IEndpointRouteBuilder api,
        string pattern,
        string what,
        Func<AnalyticsReader, DateTime?, CancellationToken, Task<HourRows<T>?>> read,
        JsonTypeInfo<HourRows<T>> type) =>
        api.MapGet(pattern, (string? hour, DashboardQuery query, CancellationToken cancellationToken) =>
            HourParameter.TryRead(hour, out var asked, out var problem)
                ? query.AnswerAsync(
                    what,
                    async (reader, token) => await read(
                        reader, asked ?? await reader.ReadNewestHourAsync(query.Watermark, token), token),
                    type,
                    cancellationToken)
                : Task.FromResult(problem));

    private static void MapRows<T>(
        IEndpointRouteBuilder api,
        string pattern,
        string what,
        Func<AnalyticsReader, int, CancellationToken, Task<BoundedRows<T>?>> read,
        JsonTypeInfo<BoundedRows<T>> type) =>
        api.MapGet(pattern, (string? limit, DashboardQuery query, CancellationToken cancellationToken) =>
            Problems.TryReadCount("limit", limit, StandardRows, MaxRows, out var rows, out var problem)
                ? query.AnswerAsync(what, (reader, token) => read(reader, rows, token), type, cancellationToken)
                : Task.FromResult(problem));
}
