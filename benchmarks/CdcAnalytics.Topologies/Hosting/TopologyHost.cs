using System.Diagnostics;
using System.Globalization;
using CdcAnalytics.Distributed;
using CdcAnalytics.Embedded.Hosting;
using CdcAnalytics.Hosts;
using CdcAnalytics.Topologies.Processes;
using Npgsql;

namespace CdcAnalytics.Topologies.Hosting;

/// <summary>
/// A topology's host as a user starts it, on a folder of its own, with the taxi tables and zones but no trips.
/// Disposing stops it and everything it started.
/// </summary>
internal sealed class TopologyHost : IAsyncDisposable
{
    private static readonly TimeSpan ServerStopTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ServerPollInterval = TimeSpan.FromMilliseconds(500);

    private readonly RunFolder _folder;
    private readonly HostProcess _process;
    private NpgsqlDataSource? _dataSource;

    private TopologyHost(RunFolder folder, HostProcess process, CpuMoment cpuBeforeStart)
    {
        _folder = folder;
        _process = process;
        CpuBeforeStart = cpuBeforeStart;
    }

    /// <summary>The moment at which the process was started.</summary>
    public CpuMoment CpuBeforeStart { get; }

    /// <summary>The host's own process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Everything it keeps.</summary>
    public string DataFolder => _folder.Data;

    /// <summary>The database, once <see cref="WaitForTablesAsync"/> has ended.</summary>
    public NpgsqlDataSource DataSource =>
        _dataSource ?? throw new InvalidOperationException("The host's database was not waited for.");

    /// <summary>The server's first process; null while there is none.</summary>
    public int? PostmasterId => PidFile is { } file
        && int.TryParse(File.ReadLines(file).First(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : null;

    private string? PidFile =>
        new[] { DataFolder, Path.Combine(DataFolder, "postgres") }
            .Select(folder => Path.Combine(folder, "data", "postmaster.pid"))
            .FirstOrDefault(File.Exists);

    /// <summary>Starts it; nothing is awaited.</summary>
    public static TopologyHost Start(TopologyName topology, string jit, RunFolder folder)
    {
        string[] common =
            ["--data-folder", folder.Data, "--demo", "on", "--history", "0", "--trips-per-second", "0"];
        var (program, arguments) = topology == TopologyName.Embedded
            ? (typeof(EmbeddedHost).Assembly.Location, common)
            : (typeof(LocalTopology).Assembly.Location, [.. common, "--jit", jit]);
        var before = CpuMoment.ReadBeforeStart();
        return new TopologyHost(
            folder, HostProcess.StartProgram(program, new Dictionary<string, string?>(), arguments), before);
    }

    /// <summary>Waits for the database and the source tables with their zones.</summary>
    public async Task WaitForTablesAsync(CancellationToken cancellationToken)
    {
        _dataSource = NpgsqlDataSource.Create(await _process.WaitForDatabaseAsync(cancellationToken));
        await _process.WaitForSourceTablesAsync(_dataSource, cancellationToken);
    }

    /// <summary>Fails when the host ended by itself.</summary>
    /// <exception cref="InvalidOperationException">It did; the message holds what it printed last.</exception>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The host ended by itself, with exit code {_process.ExitCode}.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_dataSource is not null)
        {
            await _dataSource.DisposeAsync();
        }

        try
        {
            await _process.StopAsync(CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // The engines and services end with it, whose shells guard them.
            await _process.KillAsync(CancellationToken.None);
        }

        await File.WriteAllTextAsync(_folder.OutputFile, _process.Output, CancellationToken.None);
        await _process.DisposeAsync();
        await EndServerAsync();
    }

    // After an orderly stop there is none: this is for the embedded host's, when the host was killed.
    private async Task EndServerAsync()
    {
        var clock = Stopwatch.StartNew();
        while (PostmasterId is { } id && Directory.Exists($"/proc/{id}") && clock.Elapsed < ServerStopTimeout)
        {
            using var kill = Process.Start("kill", ["-INT", id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(CancellationToken.None);
            await Task.Delay(ServerPollInterval, TimeProvider.System, CancellationToken.None);
        }
    }
}
