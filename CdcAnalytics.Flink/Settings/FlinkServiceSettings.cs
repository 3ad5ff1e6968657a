using System.Globalization;
using CdcAnalytics.Flink.Generation;
using Microsoft.Extensions.Configuration;

namespace CdcAnalytics.Flink.Settings;

/// <summary>The service's settings, from the configuration; docs/flink.md lists them.</summary>
public sealed record FlinkServiceSettings
{
    /// <summary>The JobManager's REST address (<c>Flink__Url</c>). Default http://127.0.0.1:8081.</summary>
    public required Uri Url { get; init; }

    /// <summary>The SQL gateway's REST address (<c>Flink__GatewayUrl</c>). Default http://127.0.0.1:8083.</summary>
    public required Uri GatewayUrl { get; init; }

    /// <summary>Folder of the pipeline's *.sql (<c>Flink__Pipelines</c>). Default: the NYC taxi pipelines.</summary>
    public required string Pipelines { get; init; }

    /// <summary>
    /// Flink's folder of checkpoints as this service sees it (<c>Flink__CheckpointFolder</c>); null when it does not.
    /// With it the last checkpoint is found however the JobManager died.
    /// </summary>
    public required string? CheckpointFolder { get; init; }

    /// <summary>The brokers as this service sees them (<c>ConnectionStrings__kafka</c>).</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Copies of each partition (<c>Topics__ReplicationFactor</c>), 1 to 9. Default 3.</summary>
    public required int ReplicationFactor { get; init; }

    /// <summary>
    /// Whether changed queries rebuild their results (<c>Flink__OnQueryChange</c>: rebuild or refuse). Default rebuild.
    /// </summary>
    public required bool RebuildOnQueryChange { get; init; }

    /// <summary>What the generated statements say.</summary>
    public required FlinkJobOptions Job { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used; the message names it.</exception>
    public static FlinkServiceSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var brokers = configuration.GetConnectionString("kafka") ?? "";
        var defaults = new FlinkJobOptions { KafkaBootstrapServers = brokers };
        return new FlinkServiceSettings
        {
            Url = Address(configuration, "Flink:Url", "http://127.0.0.1:8081"),
            GatewayUrl = Address(configuration, "Flink:GatewayUrl", "http://127.0.0.1:8083"),
            Pipelines = configuration["Flink:Pipelines"] is { Length: > 0 } folder
                ? folder
                : Path.Combine(AppContext.BaseDirectory, "pipelines", "nyc-taxi"),
            CheckpointFolder = configuration["Flink:CheckpointFolder"] is { Length: > 0 } checkpoints
                ? checkpoints
                : null,
            BootstrapServers = brokers,
            ReplicationFactor = Number(configuration, "Topics:ReplicationFactor", 3, 1, 9),
            RebuildOnQueryChange = (configuration["Flink:OnQueryChange"] ?? "rebuild") switch
            {
                "rebuild" => true,
                "refuse" => false,
                var other => throw Wrong("Flink:OnQueryChange", other, "rebuild or refuse"),
            },
            Job = defaults with
            {
                Name = configuration["Flink:Name"] ?? defaults.Name,
                KafkaBootstrapServers = configuration["Flink:KafkaBootstrapServers"] is { Length: > 0 } seen
                    ? seen
                    : brokers,
                SourceTopicPrefix = configuration["Topics:SourcePrefix"] ?? defaults.SourceTopicPrefix,
                ResultTopicPrefix = configuration["Topics:ResultPrefix"] ?? defaults.ResultTopicPrefix,
                Parallelism = Number(configuration, "Flink:Parallelism", defaults.Parallelism, 1, 1000),
                SourcePartitions = Number(configuration, "Topics:Partitions", defaults.SourcePartitions, 1, 1000),
                CheckpointInterval = Length(
                    configuration, "Flink:CheckpointInterval", defaults.CheckpointInterval, 0.1, 3600),
                TransactionTimeout = Length(
                    configuration, "Flink:TransactionTimeout", defaults.TransactionTimeout, 60, 2_073_600),
                MaxEventTimeAhead = Length(
                    configuration, "Flink:MaxEventTimeAhead", defaults.MaxEventTimeAhead, 0, 8_640_000),
                IdleTimeout = Length(configuration, "Flink:IdleTimeout", defaults.IdleTimeout, 0.1, 86_400),
            },
        };
    }

    private static Uri Address(IConfiguration configuration, string key, string fallback)
    {
        var text = configuration[key] is { Length: > 0 } given ? given : fallback;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw Wrong(key, text, "an address such as http://127.0.0.1:8081");
    }

    private static int Number(IConfiguration configuration, string key, int fallback, int least, int most)
    {
        var text = configuration[key];
        return string.IsNullOrEmpty(text)
            ? fallback
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most
                    ? number
                    : throw Wrong(key, text, $"a number from {least} to {most}");
    }

    private static TimeSpan Length(
        IConfiguration configuration, string key, TimeSpan fallback, double leastSeconds, double mostSeconds)
    {
        var text = configuration[key];
        return string.IsNullOrEmpty(text)
            ? fallback
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var length)
                && length.TotalSeconds >= leastSeconds && length.TotalSeconds <= mostSeconds
                    ? length
                    : throw Wrong(key, text, $"a length such as 00:00:10, from {leastSeconds} s to {mostSeconds} s");
    }

    private static InvalidOperationException Wrong(string key, string value, string wanted) => new(
        $"The setting {key.Replace(":", "__", StringComparison.Ordinal)} is '{value}'; set it to {wanted}.");
}
