using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>
/// Reads the result tables over one connection; a table that does not exist yet is an ordinary case: null.
/// </summary>
/// <remarks>Not safe for two threads at once; the caller owns the connection.</remarks>
internal sealed class AnalyticsReader
{
    // Enough to step over stray hours; each is one index probe.
    private const int StrayHoursLookedThrough = 48;

    private static readonly string[] _tables =
    [
        AnalyticsTable.ZoneHourLive, AnalyticsTable.ZoneHourFinal, AnalyticsTable.BoroughFlowLive,
        AnalyticsTable.PaymentMixLive, AnalyticsTable.BusiestZonesLive, AnalyticsTable.TripAnomaliesLive,
        AnalyticsTable.UnmatchedRefundsFinal, AnalyticsTable.TaxiZones, AnalyticsTable.DroppedEvent,
        AnalyticsTable.QuarantinedEvent,
    ];

    private readonly RowQuery _rows;
    private readonly HashSet<string> _existing;

    private AnalyticsReader(RowQuery rows, HashSet<string> existing) => (_rows, _existing) = (rows, existing);

    /// <summary>Finds out which tables exist and returns a reader of those.</summary>
    public static async Task<AnalyticsReader> OpenAsync(
        NpgsqlConnection connection, TimeSpan queryTimeout, CancellationToken cancellationToken)
    {
        var rows = new RowQuery(connection, queryTimeout);
        var existing = await rows.ReadAsync(
            AnalyticsSql.ExistingTables, row => row.GetString(0), [_tables], cancellationToken);
        return new AnalyticsReader(rows, [.. existing]);
    }

    /// <summary>The newest event hours.</summary>
    /// <param name="maxHours">Hours to return, at most.</param>
    /// <param name="watermark">The trips' watermark where known: later hours than a day past it are strays.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The hours, or null while the live table does not exist.</returns>
    public async Task<HourTotals?> ReadHoursAsync(
        int maxHours, DateTime? watermark, CancellationToken cancellationToken)
    {
        if (!Has(AnalyticsTable.ZoneHourLive))
        {
            return null;
        }

        var newest = await _rows.ReadAsync(
            AnalyticsSql.NewestHours,
            row => row.GetDateTime(0),
            [Timestamp(watermark?.AddDays(1) ?? new DateTime(9999, 1, 1)), maxHours + StrayHoursLookedThrough],
            cancellationToken);
        var range = EventHourRange.Choose(newest, maxHours);
        if (range is null)
        {
            return new HourTotals([], StrayHours: 0);
        }

        var finals = await ReadFinalHoursAsync(range, cancellationToken);
        var hours = await _rows.ReadAsync(
            AnalyticsSql.LiveHours,
            row => new HourTotal
            {
                Hour = row.GetDateTime(0),
                Trips = row.GetInt64(1),
                Revenue = row.GetDecimal(2),
                IsFinal = watermark >= row.GetDateTime(0).AddHours(1),
            },
            [Timestamp(range.First), Timestamp(range.Last)],
            cancellationToken);
        return new HourTotals(
            [.. hours.Select(hour => finals.TryGetValue(hour.Hour, out var final) ? final.AddTo(hour) : hour)],
            range.StrayHours);
    }

    /// <summary>The ten busiest zones of an hour.</summary>
    public async Task<HourRows<BusyZone>?> ReadBusyZonesAsync(DateTime? hour, CancellationToken cancellationToken)
    {
        if (!Has(AnalyticsTable.BusiestZonesLive) || !Has(AnalyticsTable.ZoneHourLive))
        {
            return null;
        }

        var sql = Has(AnalyticsTable.ZoneHourFinal)
            ? Fill(AnalyticsSql.BusyZones, "final.trips", AnalyticsSql.BusyZonesFinalJoin)
            : Fill(AnalyticsSql.BusyZones, "NULL::bigint", "");
        return await ReadHourAsync(hour, sql, AnalyticsRow.BusyZone, cancellationToken);
    }

    /// <summary>Trips from borough to borough in an hour.</summary>
    public async Task<HourRows<BoroughFlow>?> ReadFlowsAsync(DateTime? hour, CancellationToken cancellationToken) =>
        Has(AnalyticsTable.BoroughFlowLive)
            ? await ReadHourAsync(hour, AnalyticsSql.BoroughFlows, AnalyticsRow.BoroughFlow, cancellationToken)
            : null;

    /// <summary>Payment types of an hour, most trips first.</summary>
    public async Task<HourRows<PaymentShare>?> ReadPaymentsAsync(DateTime? hour, CancellationToken cancellationToken) =>
        Has(AnalyticsTable.PaymentMixLive)
            ? await ReadHourAsync(hour, AnalyticsSql.PaymentMix, AnalyticsRow.PaymentShare, cancellationToken)
            : null;

    /// <summary>The anomalies with the newest keys.</summary>
    public Task<BoundedRows<TripAnomaly>?> ReadAnomaliesAsync(int limit, CancellationToken cancellationToken) =>
        ReadBoundedAsync(
            AnalyticsTable.TripAnomaliesLive,
            Fill(AnalyticsSql.Anomalies, ZoneTable, ""),
            limit,
            AnalyticsRow.TripAnomaly,
            cancellationToken);

    /// <summary>The unmatched refunds of the newest windows.</summary>
    public Task<BoundedRows<UnmatchedRefund>?> ReadRefundsAsync(int limit, CancellationToken cancellationToken) =>
        ReadBoundedAsync(
            AnalyticsTable.UnmatchedRefundsFinal,
            Fill(AnalyticsSql.UnmatchedRefunds, ZoneTable, ""),
            limit,
            AnalyticsRow.UnmatchedRefund,
            cancellationToken);

    /// <summary>The newest changes that were dropped late or quarantined.</summary>
    public Task<BoundedRows<RejectedChange>?> ReadRejectedAsync(
        string table, int limit, CancellationToken cancellationToken) =>
        ReadBoundedAsync(
            table, Fill(AnalyticsSql.Rejected, table, ""), limit, AnalyticsRow.RejectedChange, cancellationToken);

    /// <summary>The newest hour worth showing, or null while there is none.</summary>
    public async Task<DateTime?> ReadNewestHourAsync(DateTime? watermark, CancellationToken cancellationToken) =>
        (await ReadHoursAsync(maxHours: 1, watermark, cancellationToken))?.Hours.LastOrDefault()?.Hour;

    private string ZoneTable => Has(AnalyticsTable.TaxiZones) ? AnalyticsTable.TaxiZones : AnalyticsSql.NoZones;

    private static string Fill(string sql, string first, string second) =>
        string.Format(CultureInfo.InvariantCulture, sql, first, second);

    private static NpgsqlParameter Timestamp(DateTime value) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Timestamp,
        Value = DateTime.SpecifyKind(value, DateTimeKind.Unspecified),
    };

    private bool Has(string table) => _existing.Contains(table);

    private async Task<Dictionary<DateTime, FinalHour>> ReadFinalHoursAsync(
        EventHourRange range, CancellationToken cancellationToken)
    {
        if (!Has(AnalyticsTable.ZoneHourFinal))
        {
            return [];
        }

        var finals = await _rows.ReadAsync(
            AnalyticsSql.FinalHours,
            AnalyticsRow.FinalHour,
            [Timestamp(range.First), Timestamp(range.Last)],
            cancellationToken);
        return finals.ToDictionary(final => final.Hour);
    }

    private async Task<HourRows<T>> ReadHourAsync<T>(
        DateTime? hour, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        hour is { } known
            ? new HourRows<T>(known, [.. await _rows.ReadAsync(sql, read, [Timestamp(known)], cancellationToken)])
            : new HourRows<T>(null, []);

    private async Task<BoundedRows<T>?> ReadBoundedAsync<T>(
        string table, string sql, int limit, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        if (!Has(table))
        {
            return null;
        }

        // One more than asked for tells whether there are more, without counting them.
        var rows = await _rows.ReadAsync(sql, read, [limit + 1], cancellationToken);
        return new BoundedRows<T>([.. rows.Take(limit)], HasMore: rows.Count > limit);
    }
}
