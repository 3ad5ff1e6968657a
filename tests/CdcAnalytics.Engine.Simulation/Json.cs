using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace CdcAnalytics.Engine.Simulation;

/// <summary>Rows as the sink shows them, and the few sums the oracle needs, in plain C#.</summary>
internal static class Json
{
    public static string Row(params (string Name, object? Value)[] columns) =>
        "{" + string.Join(",", columns.Select(column => $"\"{column.Name}\":{Value(column.Value)}")) + "}";

    public static decimal? Sum(IEnumerable<decimal?> values)
    {
        var known = values.OfType<decimal>().ToList();
        return known.Count == 0 ? null : known.Sum();
    }

    /// <summary>Rounded half up to six digits; the seventh digit after the point on tells it from a sum.</summary>
    public static Mean? MeanOf(IEnumerable<decimal?> values)
    {
        var known = values.OfType<decimal>().ToList();
        return known.Count == 0
            ? null
            : new Mean(Math.Round(known.Sum() / known.Count, 6, MidpointRounding.AwayFromZero));
    }

    /// <summary>The first text by its bytes in UTF-8.</summary>
    public static string? Least(IEnumerable<string> texts) => texts
        .OrderBy(text => Convert.ToHexString(Encoding.UTF8.GetBytes(text)), StringComparer.Ordinal)
        .FirstOrDefault();

    private static string Value(object? value) => value switch
    {
        null => "null",
        string text => "\"" + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text) + "\"",
        DateTime time => "\"" + time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "\"",
        decimal money => money.ToString("F2", CultureInfo.InvariantCulture),
        Mean mean => mean.Value.ToString("F6", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>An average with six digits after the point.</summary>
    internal sealed record Mean(decimal Value);
}
