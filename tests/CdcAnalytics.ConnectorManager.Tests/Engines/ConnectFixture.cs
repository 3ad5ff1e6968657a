using System.Net;
using System.Net.Sockets;
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Cluster.Rendering;
using CdcAnalytics.Cluster.Settings;
using CdcAnalytics.Testing.Cluster;

namespace CdcAnalytics.ConnectorManager.Tests.Engines;

/// <summary>
/// One broker and one Connect worker with Debezium, with the product's own settings, for all tests of the assembly;
/// started by the first test that asks.
/// </summary>
public sealed class ConnectFixture : IAsyncLifetime
{
    /// <summary>What the worker gives connectors for <c>${env:CDC_DATABASE_PASSWORD}</c>.</summary>
    public const string DatabasePassword = "only-for-tests";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly HttpClient _http = new();
    private readonly int _brokerPort = FreePort();
    private readonly int _controllerPort = FreePort();
    private readonly int _connectPort = FreePort();
    private EngineHomes? _homes;
    private JavaProcess? _broker;
    private JavaProcess? _connect;
    private string? _folder;

    /// <summary>The broker.</summary>
    public string BootstrapServers => $"127.0.0.1:{_brokerPort}";

    /// <summary>The worker's REST API.</summary>
    public Uri ConnectUrl => new($"http://127.0.0.1:{_connectPort}/");

    private EngineHomes Homes => _homes ?? throw new InvalidOperationException("Ask with EnsureAsync first.");

    private string Folder => _folder ?? throw new InvalidOperationException("Ask with EnsureAsync first.");

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Sees to it that both run; skips the test where the engines are not there.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_homes is null)
            {
                _homes = LocalEngines.FindOrSkip();
                _folder = Directory.CreateTempSubdirectory("cdc-connect-").FullName;
                await WriteSettingsAsync(cancellationToken);
            }

            _broker ??= await StartBrokerAsync(cancellationToken);
            await EnsureConnectAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Kills the worker with SIGKILL.</summary>
    public async Task KillConnectAsync()
    {
        if (_connect is not null)
        {
            await _connect.DisposeAsync();
            _connect = null;
        }
    }

    /// <summary>Kills the broker with SIGKILL and starts it again, with what it had on its disk.</summary>
    public async Task KillAndRestartBrokerAsync(CancellationToken cancellationToken)
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _broker = StartJava("kafka.Kafka", "broker", "256m", "server.properties");
        await WaitForPortAsync(_brokerPort, cancellationToken);
    }

    /// <summary>Starts the worker if it does not run, and waits until it answers.</summary>
    public async Task EnsureConnectAsync(CancellationToken cancellationToken)
    {
        _connect ??= StartJava(
            "org.apache.kafka.connect.cli.ConnectDistributed", "connect", "512m", "connect.properties");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartTimeout);
        while (!await AnswersAsync(limit.Token))
        {
            if (_connect.HasExited)
            {
                Assert.Fail("Connect ended: " + await File.ReadAllTextAsync(
                    Path.Combine(Folder, "connect.log"), cancellationToken));
            }

            await Task.Delay(Pause, limit.Token);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillConnectAsync();
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }

        _http.Dispose();
        _gate.Dispose();
    }

    private async Task WriteSettingsAsync(CancellationToken cancellationToken)
    {
        var kafka = new KafkaClusterSettings { BrokerCount = 1, ReplicationFactor = 1, MinInSyncReplicas = 1 };
        var addresses = KafkaAddresses.Loopback(_brokerPort, _controllerPort, [_controllerPort]);
        await WriteAsync(
            "server.properties",
            KafkaRendering.ServerProperties(kafka, 1, addresses, Path.Combine(Folder, "data")),
            cancellationToken);
        await WriteAsync(
            "connect.properties",
            ConnectRendering.WorkerProperties(
                new ConnectSettings { ReplicationFactor = 1 },
                new ConnectAddresses(BootstrapServers, "127.0.0.1", _connectPort),
                Homes.ConnectPluginPath),
            cancellationToken);
        await using var format = StartJava(
            "kafka.tools.StorageTool", "format", "128m", "server.properties", "format", "-t", kafka.ClusterId, "-c");
        await format.WaitForExitAsync(cancellationToken);
    }

    private Task WriteAsync(
        string name, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken) =>
        File.WriteAllLinesAsync(
            Path.Combine(Folder, name),
            properties.Select(property => $"{property.Key}={property.Value}"),
            cancellationToken);

    private async Task<JavaProcess> StartBrokerAsync(CancellationToken cancellationToken)
    {
        var broker = StartJava("kafka.Kafka", "broker", "256m", "server.properties");
        await WaitForPortAsync(_brokerPort, cancellationToken);
        return broker;
    }

    private JavaProcess StartJava(
        string mainClass, string log, string heap, string settingsFile, params string[] args) =>
        JavaProcess.Start(
            Path.Combine(Homes.KafkaHome, "libs", "*"),
            mainClass,
            Path.Combine(Folder, log + ".log"),
            heap,
            [.. args, Path.Combine(Folder, settingsFile)]);

    private static async Task WaitForPortAsync(int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartTimeout);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, limit.Token);
            }
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(ConnectUrl, "connectors"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
