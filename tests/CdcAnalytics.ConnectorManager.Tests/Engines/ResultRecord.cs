using System.Text.Json.Nodes;

namespace CdcAnalytics.ConnectorManager.Tests.Engines;

/// <summary>
/// A record as Flink writes it for the sink: JSON with Connect's schema beside the payload, for the table
/// <c>hourly (pickup_hour timestamp, zone_id int, trips bigint, total numeric, note text)</c>.
/// </summary>
internal static class ResultRecord
{
    /// <summary>The key: hour and zone.</summary>
    public static string Key(string hour, int zone) => Envelope(
        [Field("pickup_hour", "string"), Field("zone_id", "int32")],
        new JsonObject { ["pickup_hour"] = hour, ["zone_id"] = zone });

    /// <summary>The value: the whole row; the total as the digits of a number.</summary>
    public static string Value(string hour, int zone, long? trips, string? total, string? note) => Envelope(
        [
            Field("pickup_hour", "string"), Field("zone_id", "int32"), Field("trips", "int64"), TotalField(),
            Field("note", "string"),
        ],
        new JsonObject
        {
            ["pickup_hour"] = hour,
            ["zone_id"] = zone,
            ["trips"] = trips,
            ["total"] = total is null ? null : JsonNode.Parse(total),
            ["note"] = note,
        });

    private static string Envelope(JsonArray fields, JsonObject payload) =>
        new JsonObject
        {
            ["schema"] = new JsonObject { ["type"] = "struct", ["optional"] = false, ["fields"] = fields },
            ["payload"] = payload,
        }.ToJsonString();

    private static JsonObject Field(string name, string type) =>
        new() { ["field"] = name, ["type"] = type, ["optional"] = true };

    private static JsonObject TotalField() => new()
    {
        ["field"] = "total",
        ["type"] = "bytes",
        ["name"] = "org.apache.kafka.connect.data.Decimal",
        ["parameters"] = new JsonObject { ["scale"] = "4" },
        ["optional"] = true,
    };
}
