using System.Globalization;
using CdcAnalytics.Cluster.Java;
using CdcAnalytics.Cluster.Rendering;

namespace CdcAnalytics.Cluster.Local;

/// <summary>Writes the configuration files of the engines and says how each of them is run.</summary>
internal sealed class EngineProcesses
{
    private readonly LocalClusterOptions _options;
    private readonly LocalClusterFolders _folders;
    private readonly IReadOnlyDictionary<string, int> _ports;
    private readonly string _logging;

    public EngineProcesses(LocalClusterOptions options, LocalClusterFolders folders)
    {
        _options = options;
        _folders = folders;
        _ports = LocalPorts.Take(folders.PortsFile, [.. PortNames()]);
        _logging = Path.Combine(folders.Run, "log4j2.properties");
        File.WriteAllText(_logging, Logging);
    }

    // Kafka's clients print all of their settings at every start, and several places each checkpoint and each
    // transaction, twice a second; nobody reads that, and it is most of the lines.
    private const string Logging = """
        appender.console.type=Console
        appender.console.name=console
        appender.console.layout.type=PatternLayout
        appender.console.layout.pattern=%d %-5p %c{1.} - %m%n
        rootLogger.level=INFO
        rootLogger.appenderRef.console.ref=console
        logger.settings.name=org.apache.kafka.common.config.AbstractConfig
        logger.settings.level=WARN
        logger.configurations.name=org.apache.flink.configuration.GlobalConfiguration
        logger.configurations.level=WARN
        logger.sources.name=org.apache.flink.runtime.source.coordinator.SourceCoordinator
        logger.sources.level=WARN
        logger.transactions.name=kafka.coordinator.transaction.TransactionCoordinator
        logger.transactions.level=WARN
        logger.producers.name=org.apache.flink.kafka.shaded.org.apache.kafka.clients.producer
        logger.producers.level=WARN

        """;

    public LocalClusterAddresses Addresses => new(
        BootstrapServers,
        Url(_ports["connect"]),
        Url(_ports["jobmanager-rest"]),
        Url(_ports["gateway"]));

    public string BootstrapServers => string.Join(',', Nodes.Select(node =>
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_ports[BrokerPort(node)]}")));

    private IEnumerable<int> Nodes => Enumerable.Range(1, _options.Settings.Kafka.BrokerCount);

    /// <summary>A broker; its <c>server.properties</c> are written.</summary>
    public JvmProcess Broker(int nodeId)
    {
        var name = ProcessNames.Broker(nodeId);
        var addresses = KafkaAddresses.Loopback(
            _ports[BrokerPort(nodeId)],
            _ports[ControllerPort(nodeId)],
            [.. Nodes.Select(node => _ports[ControllerPort(node)])]);
        var file = WriteProperties(name, "server.properties", '=', KafkaRendering.ServerProperties(
            _options.Settings.Kafka, nodeId, addresses, _folders.Kafka(nodeId)));
        return new JvmProcess(name, KafkaLibrary, "kafka.Kafka")
        {
            Options = [.. Heap(_options.Settings.Kafka.HeapMegabytes), LoggingOption],
            TouchesNoRow = true,
            Arguments = [file],
        };
    }

    /// <summary>What formats the data folder of a broker whose <c>server.properties</c> are written.</summary>
    public JvmProcess Formatter(int nodeId) => new("format", KafkaLibrary, "kafka.tools.StorageTool")
    {
        Options = ["-Xmx64m", LoggingOption],
        Arguments =
        [
            "format", "-t", _options.Settings.Kafka.ClusterId,
            "-c", Path.Combine(_folders.Configuration(ProcessNames.Broker(nodeId)), "server.properties"),
        ],
    };

    /// <summary>Connect; its <c>connect.properties</c> are written.</summary>
    public JvmProcess Connect()
    {
        var settings = _options.Settings.Connect;
        var addresses = new ConnectAddresses(BootstrapServers, "127.0.0.1", _ports["connect"]);
        var file = WriteProperties(ProcessNames.Connect, "connect.properties", '=', ConnectRendering.WorkerProperties(
            settings, addresses, _options.Homes.ConnectPluginPath));
        return new JvmProcess(
            ProcessNames.Connect, KafkaLibrary, "org.apache.kafka.connect.cli.ConnectDistributed")
        {
            Options = [.. Heap(settings.HeapMegabytes), Young(settings.HeapMegabytes), LoggingOption],
            Arguments = [file],
            Environment = _options.ConnectEnvironment,
        };
    }

    /// <summary>The JobManager; its <c>config.yaml</c> is written.</summary>
    public JvmProcess JobManager()
    {
        var memory = _options.Settings.Flink.JobManager;
        return Flink(
            ProcessNames.JobManager,
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            [
                .. Heap(memory.HeapMegabytes),
                $"-XX:MaxDirectMemorySize={memory.OffHeapMegabytes}m",
                $"-XX:MaxMetaspaceSize={memory.MetaspaceMegabytes}m",
            ]);
    }

    /// <summary>The TaskManager; its <c>config.yaml</c> is written.</summary>
    public JvmProcess TaskManager()
    {
        var memory = _options.Settings.Flink.TaskManager;
        return Flink(
            ProcessNames.TaskManager,
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            [
                .. Heap(memory.HeapMegabytes), Young(memory.HeapMegabytes),
                $"-XX:MaxDirectMemorySize={memory.DirectMegabytes}m",
                $"-XX:MaxMetaspaceSize={memory.MetaspaceMegabytes}m",
            ]);
    }

    /// <summary>The SQL gateway; its <c>config.yaml</c> is written.</summary>
    public JvmProcess Gateway() => Flink(
        ProcessNames.Gateway,
        "org.apache.flink.table.gateway.SqlGateway",
        [.. Heap(_options.Settings.Flink.GatewayHeapMegabytes)]);

    private string KafkaLibrary => Path.Combine(_options.Homes.KafkaHome, "libs");

    private string LoggingOption => $"-Dlog4j2.configurationFile={_logging}";

    private static string[] Heap(int megabytes) =>
        KafkaRendering.HeapOptions(megabytes).Split(' ');

    // Two thirds of what the heap begins with. What a collection costs are the rows on their way, and their number does
    // not grow with the room that fills up between two collections.
    private static string Young(int megabytes) =>
        string.Create(CultureInfo.InvariantCulture, $"-XX:NewSize={megabytes / 3}m");

    private static Uri Url(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    private static string BrokerPort(int nodeId) => ProcessNames.Broker(nodeId);

    private static string ControllerPort(int nodeId) =>
        string.Create(CultureInfo.InvariantCulture, $"controller-{nodeId}");

    private IEnumerable<string> PortNames() =>
    [
        .. Nodes.Select(BrokerPort), .. Nodes.Select(ControllerPort), "connect", "gateway", "jobmanager-blob",
        "jobmanager-rest", "jobmanager-rpc", "taskmanager-data", "taskmanager-rpc",
    ];

    // Where it stays the same from start to start: an archive is bound to it.
    private string OptionsJar()
    {
        var folder = _options.ClassArchiveFolder ?? _folders.Run;
        try
        {
            return RocksDbOptionsJar.WriteTo(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalClusterException(
                $"'{folder}' cannot hold what the JVMs keep from start to start: {e.Message} Set XDG_CACHE_HOME to a "
                + "folder that this user may write to.",
                e);
        }
    }

    private JvmProcess Flink(string name, string mainClass, IReadOnlyList<string> memory)
    {
        var addresses = FlinkAddresses.Loopback with
        {
            BlobPort = _ports["jobmanager-blob"],
            GatewayPort = _ports["gateway"],
            JobManagerRpcPort = _ports["jobmanager-rpc"],
            RestPort = _ports["jobmanager-rest"],
            TaskManagerDataPort = _ports["taskmanager-data"],
            TaskManagerRpcPort = _ports["taskmanager-rpc"],
        };
        var folders = new FlinkFolders(
            new Uri(_folders.Checkpoints).AbsoluteUri,
            new Uri(_folders.Savepoints).AbsoluteUri,
            _folders.Scratch(name));
        WriteProperties(name, "config.yaml", ':', FlinkRendering.ConfigurationProperties(
            _options.Settings.Flink, addresses, folders));
        var folder = _folders.Configuration(name);
        return new JvmProcess(name, Path.Combine(_options.Homes.FlinkHome, "lib"), mainClass)
        {
            Options = [.. memory, LoggingOption, .. FlinkRendering.ModuleOptions],
            FurtherJars = [OptionsJar()],
            TouchesNoRow = name != ProcessNames.TaskManager,
            Arguments = name == ProcessNames.Gateway ? [] : ["--configDir", folder],
            Environment = new Dictionary<string, string> { ["FLINK_CONF_DIR"] = folder },
        };
    }

    private string WriteProperties(
        string process, string file, char separator, IReadOnlyDictionary<string, string> properties)
    {
        var folder = _folders.Configuration(process);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, file);
        File.WriteAllText(path, separator == ':'
            ? string.Concat(properties.Select(property => $"{property.Key}: {YamlQuote(property.Value)}\n"))
            : string.Concat(properties.Select(property => $"{property.Key}={PropertyEscape(property.Value)}\n")));
        return path;
    }

    /// <summary>A backslash escapes in a property file, even a backslash.</summary>
    private static string PropertyEscape(string value) => value.Replace(@"\", @"\\", StringComparison.Ordinal);

    /// <summary>Single quotes keep everything as it is but themselves.</summary>
    private static string YamlQuote(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '-' or '_' or ' ')
            ? value
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
