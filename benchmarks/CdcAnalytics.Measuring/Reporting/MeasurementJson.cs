using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdcAnalytics.Measuring.Reporting;

/// <summary>JSON between the processes and in the result file.</summary>
public static class MeasurementJson
{
    /// <summary>For one line.</summary>
    public static JsonSerializerOptions Line { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>For people.</summary>
    public static JsonSerializerOptions Indented { get; } = new(Line) { WriteIndented = true };
}
