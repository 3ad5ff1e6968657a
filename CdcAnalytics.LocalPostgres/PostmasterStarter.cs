using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdcAnalytics.LocalPostgres;

/// <summary>
/// Brings the server of one cluster up: takes over one that still runs, or starts it and waits until it answers.
/// </summary>
internal sealed class PostmasterStarter(
    LocalPostgresOptions options,
    ClusterHome home,
    PostgresBinaries binaries,
    ServiceAccount account,
    IProgress<string> progress,
    ILogger logger,
    TimeProvider timeProvider)
{
    private const int MaxLogLines = 12;
    private const int MaxAttempts = 5;

    private static readonly TimeSpan ReadyPollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    private readonly ServerLog _log = new(home.Log, options.MaxLogMegabytes * 1024L * 1024L);

    private int? _staleProcessId;

    /// <summary>Port of the server that was brought up last.</summary>
    public int Port { get; private set; }

    /// <summary>How to reach a database of this cluster.</summary>
    /// <param name="database">Name of the database.</param>
    /// <param name="isSocket">True for the Unix socket, which costs less; false for loopback TCP.</param>
    public NpgsqlConnectionStringBuilder ConnectionString(string database, bool isSocket) => new()
    {
        Host = isSocket && !OperatingSystem.IsWindows() ? home.SocketDirectory : "127.0.0.1",
        Port = Port,
        Username = options.UserName,
        Password = PasswordFile.Read(home.PasswordFile, options.UserName),
        Database = database,
    };

    /// <summary>Takes over the server an earlier run left behind, or starts one.</summary>
    /// <exception cref="LocalPostgresException">It did not come up; the message holds its last log lines.</exception>
    public async Task<(ServerProcess Process, bool IsReused)> BringUpAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await TryReuseAsync(cancellationToken) is { } orphan)
            {
                PortChoice.Remember(Port, home.PortFile);
                return (orphan, IsReused: true);
            }

            var start = await TryStartAsync(fixedPort: options.Port, cancellationToken);
            if (start.Process is { } started)
            {
                return (started, IsReused: false);
            }

            if (!StartFailure.IsAlreadyRunning(start.Log) || attempt == MaxAttempts)
            {
                throw Explain(start.Log);
            }
        }
    }

    /// <summary>Starts the server on the port it had.</summary>
    /// <param name="ended">The process that is gone.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="LocalPostgresException">It did not come up; the message holds its last log lines.</exception>
    public async Task<ServerProcess> StartAgainAsync(ServerProcess ended, CancellationToken cancellationToken)
    {
        // One that was taken over is not our child: until its parent has noticed its end, its id still answers, and
        // Postgres would take it for a server that runs.
        _staleProcessId = ended.Id;
        var start = await TryStartAsync(fixedPort: Port, cancellationToken);
        return start.Process ?? throw Explain(start.Log);
    }

    /// <summary>Stops the server: fast, and if that takes too long immediately, and at last by killing it.</summary>
    public async Task StopAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        foreach (var (signal, mode) in new[]
            { (UnixSignal.FastShutdown, "fast"), (UnixSignal.ImmediateShutdown, "immediate") })
        {
            if (!server.TrySignal(signal)
                || await server.WaitForExitAsync(options.StopTimeout, timeProvider, cancellationToken))
            {
                logger.PostgresStopped(server.Id, mode);
                return;
            }

            logger.PostgresSlowToStop(server.Id, options.StopTimeout, mode);
        }

        server.Kill();
        if (!await server.WaitForExitAsync(options.StopTimeout, timeProvider, cancellationToken))
        {
            throw new LocalPostgresException(
                $"Postgres process {server.Id} of '{home.Directory}' cannot be ended, not even by SIGKILL; it is "
                + "likely waiting for the disk. Look at the machine's disks.");
        }
    }

    /// <summary>Moves old log lines aside when the log is past its bound.</summary>
    public void TrimLog() => _log.Trim();

    private LocalPostgresException Explain(IReadOnlyList<string> log) => StartFailure.Explain(
        $"Postgres {binaries.Version} did not start in '{home.Directory}'.", log, $"The end of {home.Log}");

    private async Task<ServerProcess?> TryReuseAsync(CancellationToken cancellationToken)
    {
        if (PostmasterPidFile.Read(home.Data) is not { } pidFile)
        {
            PostmasterPidFile.DeleteIfEmpty(home.Data);
            return null;
        }

        var orphan = await ServerProcess.FindAsync(pidFile, cancellationToken);
        if (orphan is null)
        {
            if (ServerProcess.IsAlive(pidFile.ProcessId))
            {
                logger.ProcessIdTakenByAnother(PostmasterPidFile.PathIn(home.Data), pidFile.ProcessId);
            }

            // The file stays: Postgres reads from it which shared memory the killed server's children may still use.
            _staleProcessId = pidFile.ProcessId;
            return null;
        }

        var reason = await FindReasonAgainstReuseAsync(orphan, pidFile, cancellationToken);
        if (reason is null)
        {
            logger.PostgresReused(orphan.Id);
            progress.Report($"Using the Postgres that an earlier run left running (process {orphan.Id}, port {Port})");
            return orphan;
        }

        logger.OrphanStopped(orphan.Id, reason);
        progress.Report($"Stopping the Postgres that an earlier run left running: {reason}");
        using (orphan)
        {
            await StopAsync(orphan, cancellationToken);
        }

        return null;
    }

    private async Task<(ServerProcess? Process, IReadOnlyList<string> Log)> TryStartAsync(
        int? fixedPort, CancellationToken cancellationToken)
    {
        _log.Trim();
        var start = timeProvider.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            Port = PortChoice.Choose(fixedPort, home.PortFile, progress);
            var logStart = _log.LengthBytes;
            progress.Report(
                attempt == 1 ? $"Starting Postgres on port {Port}" : $"Starting Postgres, attempt {attempt}");
            var arguments = PostmasterArguments.Make(options, home, Port);
            var server = ServerProcess.Start(binaries, account, arguments, home.Log, _staleProcessId);
            if (await WaitUntilReadyAsync(server, start, cancellationToken))
            {
                PortChoice.Remember(Port, home.PortFile);
                logger.PostgresStarted(binaries.Version, server.Id, home.SocketDirectory, Port);
                return (server, []);
            }

            server.Dispose();
            var log = _log.Tail(logStart, MaxLogLines);
            var isWorthAnother = timeProvider.GetElapsedTime(start) < options.StartTimeout
                && (StartFailure.IsWaitingForOrphanedBackends(log)
                    || (StartFailure.IsUnexplained(log) && attempt < MaxAttempts)
                    || (StartFailure.IsPortTaken(log) && fixedPort is null && attempt < MaxAttempts));
            if (!isWorthAnother)
            {
                return (Process: null, log);
            }

            logger.StartingAgain(attempt, log.Count > 0 ? log[^1] : "nothing was written");
            await Task.Delay(RetryInterval, timeProvider, cancellationToken);
        }
    }

    private async Task<string?> FindReasonAgainstReuseAsync(
        ServerProcess orphan, PostmasterPidFile pidFile, CancellationToken cancellationToken)
    {
        if (pidFile.Port is not { } port)
        {
            return "it is not yet listening";
        }

        if (options.Port is { } wanted && wanted != port)
        {
            return $"it listens on port {port}, and {wanted} is set";
        }

        var optionsFile = Path.Combine(home.Data, PostmasterArguments.RecordFileName);
        var startedWith = File.Exists(optionsFile)
            ? (await File.ReadAllTextAsync(optionsFile, cancellationToken)).Trim()
            : "";
        if (startedWith != PostmasterArguments.AsRecorded(binaries, PostmasterArguments.Make(options, home, port)))
        {
            return "it was started by other programs or with other settings";
        }

        Port = port;
        if (!await WaitUntilReadyAsync(orphan, timeProvider.GetTimestamp(), cancellationToken))
        {
            return "it does not become ready";
        }

        try
        {
            var connectionString = ConnectionString("postgres", isSocket: true);
            connectionString.Pooling = false;
            await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return null;
        }
        catch (NpgsqlException e)
        {
            return $"it cannot be opened: {e.Message}";
        }
    }

    private async Task<bool> WaitUntilReadyAsync(ServerProcess server, long start, CancellationToken cancellationToken)
    {
        try
        {
            while (!server.HasExited)
            {
                if (PostmasterPidFile.Read(home.Data) is { IsReady: true } pidFile && pidFile.ProcessId == server.Id)
                {
                    return true;
                }

                if (timeProvider.GetElapsedTime(start) > options.StartTimeout)
                {
                    await StopAsync(server, cancellationToken);
                    return false;
                }

                await Task.Delay(ReadyPollInterval, timeProvider, cancellationToken);
            }

            return false;
        }
        catch (OperationCanceledException)
        {
            // Ours to stop: the caller has no handle on it yet.
            await StopAsync(server, CancellationToken.None);
            server.Dispose();
            throw;
        }
    }
}
