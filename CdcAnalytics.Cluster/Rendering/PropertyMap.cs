using System.Globalization;

namespace CdcAnalytics.Cluster.Rendering;

/// <summary>The engines' own settings by their own names, in ordinal order: what every rendering is made of.</summary>
internal sealed class PropertyMap : SortedDictionary<string, string>
{
    public PropertyMap()
        : base(StringComparer.Ordinal)
    {
    }

    public void Add(string name, int value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    public void Add(string name, bool value) => Add(name, value ? "true" : "false");

    /// <summary>In whole milliseconds, as Kafka counts time.</summary>
    public void AddMilliseconds(string name, TimeSpan value) =>
        Add(name, ((long)value.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));

    /// <summary>With its unit, as Flink writes time.</summary>
    public void AddDuration(string name, TimeSpan value) =>
        Add(name, string.Create(CultureInfo.InvariantCulture, $"{(long)value.TotalMilliseconds} ms"));

    /// <summary>With its unit, as Flink writes sizes.</summary>
    public void AddMegabytes(string name, int value) =>
        Add(name, string.Create(CultureInfo.InvariantCulture, $"{value}m"));

    public void AddAll(IEnumerable<KeyValuePair<string, string>> others)
    {
        foreach (var (name, value) in others)
        {
            Add(name, value);
        }
    }
}
