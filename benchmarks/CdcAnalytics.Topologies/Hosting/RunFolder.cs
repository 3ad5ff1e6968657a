namespace CdcAnalytics.Topologies.Hosting;

/// <summary>A temporary folder for everything a host keeps. Disposing removes it unless it is to be kept.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly string _root;

    /// <summary>Makes the folder.</summary>
    public RunFolder(TopologyName topology)
    {
        _root = Directory.CreateTempSubdirectory("cdc-topologies-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // Started by root, the server runs under another account, which must be able to enter.
            File.SetUnixFileMode(_root, File.GetUnixFileMode(_root)
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        Data = Path.Combine(_root, topology == TopologyName.Embedded ? "embedded" : "distributed");
    }

    /// <summary>The host's data folder.</summary>
    public string Data { get; }

    /// <summary>Where the host's own output is put.</summary>
    public string OutputFile => Path.Combine(_root, "host.log");

    /// <summary>Whether it stays; as long as nobody says otherwise it does, since nothing went well yet.</summary>
    public bool IsKept { get; set; } = true;

    /// <summary>The folder that stays, for a message.</summary>
    public override string ToString() => _root;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!IsKept)
        {
            Directory.Delete(_root, recursive: true);
        }
    }
}
