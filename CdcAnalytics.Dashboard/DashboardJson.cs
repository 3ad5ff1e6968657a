using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CdcAnalytics.Dashboard.Analytics;
using CdcAnalytics.Dashboard.Live;

namespace CdcAnalytics.Dashboard;

/// <summary>How the API's types are written: camel case, durations in seconds, wall clocks without a zone.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    Converters = [typeof(SecondsJsonConverter)])]
[JsonSerializable(typeof(LiveStatus))]
[JsonSerializable(typeof(ImmutableArray<RateSample>))]
[JsonSerializable(typeof(HourTotals))]
[JsonSerializable(typeof(HourRows<BusyZone>))]
[JsonSerializable(typeof(HourRows<BoroughFlow>))]
[JsonSerializable(typeof(HourRows<PaymentShare>))]
[JsonSerializable(typeof(BoundedRows<TripAnomaly>))]
[JsonSerializable(typeof(BoundedRows<UnmatchedRefund>))]
[JsonSerializable(typeof(BoundedRows<RejectedChange>))]
internal sealed partial class DashboardJson : JsonSerializerContext;
