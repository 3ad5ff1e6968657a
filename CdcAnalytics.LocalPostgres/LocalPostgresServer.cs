using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdcAnalytics.LocalPostgres;

/// <summary>
/// A private Postgres server on this machine: found or fetched, made, started, and stopped when disposed. If this
/// process is killed the server stays, and the next start with the same home takes it over. One process uses a home at
/// a time.
/// </summary>
public sealed class LocalPostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan RestartWindow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SuperviseInterval = TimeSpan.FromMinutes(1);

    private readonly LocalPostgresOptions _options;
    private readonly ClusterHome _home;
    private readonly PostmasterStarter _starter;
    private readonly ClusterLock _lock;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private ServerProcess _process;
    private bool _isDisposed;

    private LocalPostgresServer(
        LocalPostgresOptions options,
        ClusterHome home,
        PostgresBinaries binaries,
        PostmasterStarter starter,
        ClusterLock clusterLock,
        ILogger logger,
        TimeProvider timeProvider,
        ServerProcess process)
    {
        _options = options;
        _home = home;
        Binaries = binaries;
        _starter = starter;
        _lock = clusterLock;
        _logger = logger;
        _timeProvider = timeProvider;
        _process = process;
    }

    /// <summary>The programs that run.</summary>
    public PostgresBinaries Binaries { get; }

    /// <summary>Whether the server was left running by an earlier run and taken over.</summary>
    public bool IsReused { get; private init; }

    /// <summary>Whether the cluster was made by this start.</summary>
    public bool IsNew { get; private init; }

    /// <summary>For Npgsql, over the Unix socket where there is one; holds the password.</summary>
    public string ConnectionString =>
        _starter.ConnectionString(_options.DatabaseName, isSocket: true).ConnectionString;

    /// <summary>For Npgsql, over loopback TCP; holds the password.</summary>
    public string TcpConnectionString =>
        _starter.ConnectionString(_options.DatabaseName, isSocket: false).ConnectionString;

    /// <summary>A line to paste into a shell that opens the database; the password is read from a file.</summary>
    public string PsqlCommand
    {
        get
        {
            // Postgres.app, for example, brings a psql that is not on the search path.
            var own = Path.Combine(Binaries.Directory, "psql");
            var psql = File.Exists(own) && !PostgresSearch.IsOnSearchPath("psql") ? Quote(own) : "psql";
            return $"PGPASSFILE={Quote(_home.PasswordFile)} {psql} -h 127.0.0.1 -p {Port} "
                + $"-U {_options.UserName} -d {_options.DatabaseName}";
        }
    }

    /// <summary>Loopback TCP port.</summary>
    public int Port => _starter.Port;

    /// <summary>Folder of the Unix socket.</summary>
    public string SocketDirectory => _home.SocketDirectory;

    /// <summary>Folder of the cluster, its password file and its log.</summary>
    public string HomeDirectory => _home.Directory;

    /// <summary>The server's log file.</summary>
    public string LogFile => _home.Log;

    /// <summary>The password in passfile form, readable by its owner only.</summary>
    public string PasswordFilePath => _home.PasswordFile;

    /// <summary>The postmaster's process id; another one after a restart.</summary>
    public int ProcessId => _process.Id;

    /// <summary>
    /// Finds or fetches a server, makes its cluster if there is none, and starts it or takes it over.
    /// </summary>
    /// <param name="options">Where and how.</param>
    /// <param name="progress">Receives one line per step, for people.</param>
    /// <param name="logger">Receives the same as events.</param>
    /// <param name="timeProvider">Times the waits.</param>
    /// <param name="cancellationToken">Ends the start; nothing is left running then.</param>
    /// <exception cref="LocalPostgresException">There is no server to be had, or it did not come up.</exception>
    public static async Task<LocalPostgresServer> StartAsync(
        LocalPostgresOptions options,
        IProgress<string> progress,
        ILogger logger,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(timeProvider);
        options.Validate();
        var binaries = await PostgresProvider.ProvideAsync(options, progress, timeProvider, cancellationToken);
        var home = options.HomeDirectory is { } directory
            ? new ClusterHome(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)))
            : ClusterHome.Default(binaries.MajorVersion);
        var account = await ServiceAccount.ChooseAsync(home.HasData ? home.Data : null, cancellationToken);
        await account.RequireEntryAsync(binaries.Directory, cancellationToken);
        await home.PrepareAsync(account, cancellationToken);
        var clusterLock = ClusterLock.Take(home);
        try
        {
            var isNew = await MakeClusterIfAbsentAsync(options, home, binaries, account, progress, cancellationToken);
            var starter = new PostmasterStarter(options, home, binaries, account, progress, logger, timeProvider);
            var (process, isReused) = await starter.BringUpAsync(cancellationToken);
            var server = new LocalPostgresServer(
                options, home, binaries, starter, clusterLock, logger, timeProvider, process)
            {
                IsReused = isReused,
                IsNew = isNew,
            };
            await server.FinishStartAsync(progress, cancellationToken);
            return server;
        }
        catch
        {
            clusterLock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Watches the server until cancelled, and starts it again on the same port when it ends by itself. Run it beside
    /// the work and await it before disposing.
    /// </summary>
    /// <exception cref="LocalPostgresException">The server keeps ending, or does not start again.</exception>
    public async Task SuperviseAsync(CancellationToken cancellationToken)
    {
        var restarts = new Queue<long>();
        while (true)
        {
            if (!await _process.WaitForExitAsync(SuperviseInterval, _timeProvider, cancellationToken))
            {
                _starter.TrimLog();
                continue;
            }

            while (restarts.TryPeek(out var oldest) && _timeProvider.GetElapsedTime(oldest) > RestartWindow)
            {
                restarts.Dequeue();
            }

            if (restarts.Count >= _options.MaxRestarts)
            {
                throw new LocalPostgresException(
                    $"Postgres ended by itself and was restarted {restarts.Count} times within "
                    + $"{RestartWindow.TotalMinutes} minutes; it is given up. The reason should be at "
                    + $"the end of '{_home.Log}'.");
            }

            restarts.Enqueue(_timeProvider.GetTimestamp());
            _logger.PostgresDied(_process.Id, restarts.Count, _options.MaxRestarts);
            await RestartAsync(cancellationToken);
        }
    }

    /// <summary>Stops the server if it still runs, and starts it on the same port.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await _starter.StopAsync(_process, cancellationToken);
        var started = await _starter.StartAgainAsync(_process, cancellationToken);
        _process.Dispose();
        _process = started;
    }

    /// <summary>Stops the server and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        try
        {
            await _starter.StopAsync(_process, CancellationToken.None);
        }
        finally
        {
            _process.Dispose();
            // Last: as long as the server may run, no other process may believe the home is free.
            _lock.Dispose();
        }
    }

    private static async Task<bool> MakeClusterIfAbsentAsync(
        LocalPostgresOptions options,
        ClusterHome home,
        PostgresBinaries binaries,
        ServiceAccount account,
        IProgress<string> progress,
        CancellationToken cancellationToken)
    {
        if (home.HasData)
        {
            var major = home.ReadMajorVersion();
            return major == binaries.MajorVersion
                ? false
                : throw new LocalPostgresException(
                    $"The data in '{home.Data}' was made by Postgres {major}, but the programs in "
                    + $"'{binaries.Directory}' are {binaries.Version}. Name the folder of Postgres {major}'s programs, "
                    + "or set another folder for the server's data to start with an empty database.");
        }

        progress.Report($"Making a database cluster in {home.Directory}");
        await ClusterInitializer.InitializeAsync(home, binaries, account, options.UserName, cancellationToken);
        return true;
    }

    private static string Quote(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
            ? path
            : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private async Task FinishStartAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        try
        {
            await CreateDatabaseIfAbsentAsync(cancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }

        progress.Report(
            $"Postgres {Binaries.Version} is ready on port {Port} (process {ProcessId}), data in {HomeDirectory}");
    }

    private async Task CreateDatabaseIfAbsentAsync(CancellationToken cancellationToken)
    {
        var connectionString = _starter.ConnectionString("postgres", isSocket: true);
        connectionString.Pooling = false;
        await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var query = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _options.DatabaseName });
        if (await query.ExecuteScalarAsync(cancellationToken) is null)
        {
            // The options allow only names that need no quoting.
            await using var create = new NpgsqlCommand($"CREATE DATABASE {_options.DatabaseName}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
