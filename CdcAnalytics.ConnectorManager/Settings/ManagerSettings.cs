using CdcAnalytics.ConnectorManager.Desired;

namespace CdcAnalytics.ConnectorManager.Settings;

/// <summary>What the manager is told by its configuration; environment variables, as a rule.</summary>
public sealed record ManagerSettings
{
    /// <summary>Address of Kafka Connect's REST API: <c>Connect__Url</c>.</summary>
    public required Uri ConnectUrl { get; init; }

    /// <summary>Brokers as this process sees them: <c>ConnectionStrings__kafka</c>.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Folder of the connector files: <c>Connectors__Folder</c>. Default: those that come along.</summary>
    public required string Folder { get; init; }

    /// <summary>What placeholders stand for: <c>Connectors__Values__*</c> and the defaults.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>The names among <see cref="Values"/> that somebody set and some file must use.</summary>
    public required IReadOnlyList<string> GivenValues { get; init; }

    /// <summary>
    /// Whether connectors that no file names are removed from Connect: <c>Connectors__Prune</c>. Default false.
    /// </summary>
    public required bool IsPruning { get; init; }

    /// <summary>Pause between two looks at Connect: <c>Connectors__Interval</c>. 0.1 s to 5 min; default 1 s.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Copies of a topic's data: <c>Topics__ReplicationFactor</c>. 1 to 32767; default 3.</summary>
    public required short ReplicationFactor { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingException">One is missing or cannot be used; the message names it.</exception>
    public static ManagerSettings Read(IConfiguration configuration)
    {
        var bootstrapServers = Required(
            configuration, "ConnectionStrings:kafka", "host:port of the brokers, such as 'localhost:9092'");
        var replicationFactor = Number(configuration, "Topics:ReplicationFactor", 3, short.MaxValue);
        var given = configuration.GetSection(PlaceholderValues.Section).GetChildren()
            .Where(value => !string.IsNullOrWhiteSpace(value.Value))
            .ToDictionary(value => value.Key, value => value.Value ?? "", StringComparer.OrdinalIgnoreCase);
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["KafkaBootstrapServers"] = bootstrapServers,
            ["Partitions"] = $"{Number(configuration, "Topics:Partitions", 1, int.MaxValue)}",
            ["ReplicationFactor"] = $"{replicationFactor}",
        };
        foreach (var (name, value) in given)
        {
            values[name] = value;
        }

        return new ManagerSettings
        {
            ConnectUrl = ReadUrl(configuration),
            BootstrapServers = bootstrapServers,
            Folder = configuration["Connectors:Folder"] is { Length: > 0 } folder
                ? Path.GetFullPath(folder)
                : ConnectorFolder.Bundled,
            Values = values,
            // The defaults above may go unused; what somebody wrote may not.
            GivenValues = [.. given.Keys],
            IsPruning = Flag(configuration, "Connectors:Prune"),
            Interval = ReadInterval(configuration),
            ReplicationFactor = (short)replicationFactor,
        };
    }

    /// <summary>Reads the connector files as these settings fill them.</summary>
    /// <exception cref="ConnectorFileException">One cannot be used.</exception>
    public IReadOnlyList<DesiredConnector> ReadConnectors() =>
        ConnectorFolder.Read(Folder, new PlaceholderValues(Values, GivenValues));

    private static Uri ReadUrl(IConfiguration configuration)
    {
        const string Key = "Connect:Url";
        var text = Required(configuration, Key, "address of Kafka Connect, such as 'http://localhost:8083'");
        return Uri.TryCreate(text.TrimEnd('/') + '/', UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw Wrong(Key, text, "the address of Kafka Connect, such as 'http://localhost:8083'");
    }

    private static TimeSpan ReadInterval(IConfiguration configuration)
    {
        const string Key = "Connectors:Interval";
        if (configuration[Key] is not { Length: > 0 } text)
        {
            return TimeSpan.FromSeconds(1);
        }

        return TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var interval)
            && interval >= TimeSpan.FromMilliseconds(100) && interval <= TimeSpan.FromMinutes(5)
            ? interval
            : throw Wrong(Key, text, "a time from 00:00:00.1 to 00:05:00");
    }

    private static int Number(IConfiguration configuration, string key, int standard, int largest)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return standard;
        }

        return int.TryParse(text, out var number) && number >= 1 && number <= largest
            ? number
            : throw Wrong(key, text, $"a whole number from 1 to {largest}");
    }

    private static bool Flag(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } text
        && (bool.TryParse(text, out var flag) ? flag : throw Wrong(key, text, "true or false"));

    private static string Required(IConfiguration configuration, string key, string what) =>
        configuration[key] is { Length: > 0 } text
            ? text
            : throw new SettingException($"{Variable(key)} is not set; set it to the {what}.");

    private static SettingException Wrong(string key, string text, string what) =>
        new($"{Variable(key)} is '{text}'; set it to {what}.");

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
