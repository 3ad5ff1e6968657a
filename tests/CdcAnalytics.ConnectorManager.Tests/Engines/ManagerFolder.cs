using CdcAnalytics.ConnectorManager.Desired;
using Npgsql;

namespace CdcAnalytics.ConnectorManager.Tests.Engines;

/// <summary>
/// A folder of connector files and the settings that go with it; every name in it is this test's own.
/// </summary>
internal sealed class ManagerFolder : IDisposable
{
    private readonly ConnectFixture _connect;
    private readonly Dictionary<string, string> _values = [];

    private ManagerFolder(ConnectFixture connect, string name)
    {
        _connect = connect;
        Name = name;
    }

    /// <summary>Part of all names: <c>NAME-source</c>, <c>NAME-sink</c>, <c>NAME.public.trips</c>.</summary>
    public string Name { get; }

    /// <summary>Where the files are.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("cdc-connectors-").FullName;

    /// <summary>The manager's settings.</summary>
    public IEnumerable<string> Arguments =>
    [
        $"--Connect:Url={_connect.ConnectUrl}",
        $"--ConnectionStrings:kafka={_connect.BootstrapServers}",
        $"--Connectors:Folder={Path}",
        "--Connectors:Interval=00:00:00.5",
        "--Topics:ReplicationFactor=1",
        "--Logging:LogLevel:Default=Warning",
        .. _values.Select(value => $"--Connectors:Values:{value.Key}={value.Value}"),
    ];

    /// <summary>A folder with copies of files that come with the product, for a database.</summary>
    public static ManagerFolder Create(ConnectFixture connect, string connectionString, params string[] files)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var name = $"t{Guid.NewGuid():N}"[..12];
        var folder = new ManagerFolder(connect, name);
        foreach (var file in files)
        {
            File.Copy(
                System.IO.Path.Combine(ConnectorFolder.Bundled, file), System.IO.Path.Combine(folder.Path, file));
        }

        folder.Set("DatabaseHost", "127.0.0.1");
        folder.Set("DatabasePort", $"{database.Port}");
        folder.Set("DatabaseName", database.Database ?? string.Empty);
        folder.Set("DatabaseUser", "connect");
        if (files.Contains("source.json"))
        {
            folder.Set("Name", name);
            folder.Set("SourceConnector", $"{name}-source");
            folder.Set("SourceTables", "public.trips");
            folder.Set("TopicPrefix", name);
            folder.Set("SignalTopic", $"{name}.signals");
        }

        if (files.Contains("sink.json"))
        {
            folder.Set("SinkConnector", $"{name}-sink");
            folder.Set("ResultPrefix", $"{name}-results");
            folder.Set("DeadLetterTopic", $"{name}.dead-letters");
        }

        return folder;
    }

    /// <summary>Sets what a placeholder stands for; a running manager does not see it.</summary>
    public void Set(string name, string value) => _values[name] = value;

    /// <summary>Replaces a text in a file; a running manager sees it.</summary>
    public async Task ReplaceAsync(string file, string old, string text, CancellationToken cancellationToken)
    {
        var path = System.IO.Path.Combine(Path, file);
        var content = await File.ReadAllTextAsync(path, cancellationToken);
        Assert.Contains(old, content, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, content.Replace(old, text, StringComparison.Ordinal), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
