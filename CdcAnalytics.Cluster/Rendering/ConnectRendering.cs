using System.Globalization;
using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.Cluster.Rendering;

/// <summary>
/// From <see cref="ConnectSettings"/> to a worker's <c>connect.properties</c>, or to the environment of the
/// <c>quay.io/debezium/connect</c> image.
/// </summary>
public static class ConnectRendering
{
    /// <summary>The image's folder of connectors.</summary>
    public const string ContainerPluginPath = "/kafka/connect";

    /// <summary>
    /// The image's variable of the brokers' addresses. Whoever knows the network adds it, or
    /// <see cref="ContainerEnvironment(ConnectSettings, string)"/> does.
    /// </summary>
    public const string BootstrapServersVariable = "BOOTSTRAP_SERVERS";

    private const string ContainerPrefix = "CONNECT_";

    /// <summary>
    /// The image's start script overwrites these properties from variables of other names, so <c>CONNECT_</c> has no
    /// effect on them.
    /// </summary>
    private static readonly Dictionary<string, string> ScriptVariables = new(StringComparer.Ordinal)
    {
        ["group.id"] = "GROUP_ID",
        ["config.storage.topic"] = "CONFIG_STORAGE_TOPIC",
        ["offset.storage.topic"] = "OFFSET_STORAGE_TOPIC",
        ["status.storage.topic"] = "STATUS_STORAGE_TOPIC",
        ["key.converter"] = "KEY_CONVERTER",
        ["value.converter"] = "VALUE_CONVERTER",
        ["offset.flush.interval.ms"] = "OFFSET_FLUSH_INTERVAL_MS",
        ["task.shutdown.graceful.timeout.ms"] = "SHUTDOWN_TIMEOUT",
    };

    /// <summary>The settings that are no addresses and no folders; the same however the worker is run.</summary>
    public static IReadOnlyDictionary<string, string> Properties(ConnectSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        const string json = "org.apache.kafka.connect.json.JsonConverter";
        var properties = new PropertyMap
        {
            { "group.id", settings.GroupId },
            { "config.storage.topic", settings.ConfigTopic },
            { "offset.storage.topic", settings.OffsetTopic },
            { "status.storage.topic", settings.StatusTopic },
            { "key.converter", json },
            { "value.converter", json },
            // Passwords are named in a connector's configuration, and read from the worker's environment.
            { "config.providers", "env" },
            { "config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider" },
            { "config.providers.env.param.allowlist.pattern", settings.SecretVariablePattern },
            { "exactly.once.source.support", settings.IsExactlyOnceSource ? "enabled" : "disabled" },
            // Connectors set their clients' time-outs and isolation level themselves.
            { "connector.client.config.override.policy", "All" },
            // Plug-ins by their manifests; scanning all their classes takes most of a minute.
            { "plugin.discovery", "service_load" },
            // While no broker answers, the default starts over hundreds of times a second, a core's worth of work and a
            // line of log each. Brokers keep their names, so there is nothing to be found anew.
            { "metadata.recovery.strategy", "none" },
            { "producer.compression.type", settings.Compression },
            { "config.storage.replication.factor", settings.ReplicationFactor },
            { "offset.storage.replication.factor", settings.ReplicationFactor },
            { "status.storage.replication.factor", settings.ReplicationFactor },
            { "offset.storage.partitions", settings.InternalTopicPartitions },
            { "status.storage.partitions", settings.InternalTopicPartitions },
            { "topic.creation.enable", settings.MayCreateTopics },
        };
        properties.AddMilliseconds("session.timeout.ms", settings.SessionTimeout);
        properties.AddMilliseconds("heartbeat.interval.ms", settings.HeartbeatInterval);
        properties.AddMilliseconds("scheduled.rebalance.max.delay.ms", settings.ScheduledRebalanceDelay);
        properties.AddMilliseconds("consumer.session.timeout.ms", settings.ConsumerSessionTimeout);
        properties.AddMilliseconds("consumer.heartbeat.interval.ms", settings.ConsumerHeartbeatInterval);
        properties.AddMilliseconds("offset.flush.interval.ms", settings.OffsetFlushInterval);
        properties.AddMilliseconds("task.shutdown.graceful.timeout.ms", settings.TaskStopTimeout);
        return properties;
    }

    /// <summary>All of <c>connect.properties</c>.</summary>
    /// <param name="settings">The worker.</param>
    /// <param name="addresses">Where it listens, and the brokers.</param>
    /// <param name="pluginPath">Folder that holds a folder for each connector.</param>
    public static IReadOnlyDictionary<string, string> WorkerProperties(
        ConnectSettings settings, ConnectAddresses addresses, string pluginPath)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var port = addresses.RestPort.ToString(CultureInfo.InvariantCulture);
        var properties = new PropertyMap
        {
            { "bootstrap.servers", addresses.BootstrapServers },
            { "listeners", $"http://{addresses.RestHost}:{port}" },
            { "rest.advertised.host.name", addresses.RestHost },
            { "plugin.path", pluginPath },
            { "rest.advertised.port", port },
        };
        properties.AddAll(Properties(settings));
        return properties;
    }

    /// <summary>The image's environment but for <see cref="BootstrapServersVariable"/>.</summary>
    public static IReadOnlyDictionary<string, string> ContainerEnvironment(ConnectSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var environment = new PropertyMap
        {
            { "HEAP_OPTS", KafkaRendering.HeapOptions(settings.HeapMegabytes) },
            { EnvironmentName("plugin.path"), ContainerPluginPath },
        };
        foreach (var (name, value) in Properties(settings))
        {
            environment.Add(EnvironmentName(name), value);
        }

        return environment;
    }

    /// <summary>All of the image's environment.</summary>
    /// <param name="settings">The worker.</param>
    /// <param name="bootstrapServers">The brokers as the container sees them.</param>
    public static IReadOnlyDictionary<string, string> ContainerEnvironment(
        ConnectSettings settings, string bootstrapServers)
    {
        var environment = new PropertyMap { [BootstrapServersVariable] = bootstrapServers };
        environment.AddAll(ContainerEnvironment(settings));
        return environment;
    }

    /// <summary>
    /// The variable that the image turns into a property: mostly <c>CONNECT_</c> and the name with <c>_</c> for
    /// <c>.</c>, for example <c>CONNECT_PLUGIN_PATH</c>; see
    /// https://github.com/debezium/container-images/blob/main/connect-base/3.5/docker-entrypoint.sh.
    /// </summary>
    public static string EnvironmentName(string property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return ScriptVariables.TryGetValue(property, out var variable)
            ? variable
            : ContainerPrefix + property.Replace('.', '_').ToUpperInvariant();
    }
}
