using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CdcAnalytics.Embedded.Hosting;
using Npgsql;

namespace CdcAnalytics.Hosts;

/// <summary>
/// A host as a user starts it: a process of its own, with its own Postgres in a temporary folder.
/// </summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    /// <summary>How long a start may take until the line with the database comes, npm download excluded.</summary>
    public static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource<string> _psql = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _dashboard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _firstResults = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process)
    {
        _process = process;
    }

    /// <summary>Everything printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join(Environment.NewLine, _lines);
            }
        }
    }

    /// <summary>The exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts the embedded host with those arguments; nothing is awaited.</summary>
    public static HostProcess Start(params string[] arguments) =>
        StartProgram(typeof(EmbeddedHost).Assembly.Location, new Dictionary<string, string?>(), arguments);

    /// <summary>Starts a program that prints what the embedded host prints; nothing is awaited.</summary>
    /// <param name="assembly">The program's assembly.</param>
    /// <param name="environment">Variables to set, or with null to remove.</param>
    /// <param name="arguments">Its command line.</param>
    public static HostProcess StartProgram(
        string assembly, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = new Process { StartInfo = start };
        var host = new HostProcess(process);
        process.OutputDataReceived += (_, line) => host.Receive(line.Data);
        process.ErrorDataReceived += (_, line) => host.Receive(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits for the line that opens the database, and turns it into a connection string.</summary>
    public async Task<string> WaitForDatabaseAsync(CancellationToken cancellationToken)
    {
        var line = await AwaitAsync(_psql.Task, "psql", cancellationToken);
        var match = PsqlLine().Match(line);
        if (!match.Success)
        {
            throw new InvalidOperationException($"Not a psql line: {line}");
        }

        return new NpgsqlConnectionStringBuilder
        {
            Host = match.Groups["host"].Value,
            Port = int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture),
            Username = match.Groups["user"].Value,
            Database = match.Groups["database"].Value,
            Passfile = match.Groups["passfile"].Value,
        }.ConnectionString;
    }

    /// <summary>Waits for the dashboard's address.</summary>
    public async Task<Uri> WaitForDashboardAsync(CancellationToken cancellationToken) =>
        new(await AwaitAsync(_dashboard.Task, "dashboard", cancellationToken));

    /// <summary>Waits until the taxi tables and their zones are there.</summary>
    public async Task WaitForSourceTablesAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (clock.Elapsed > StartTimeout)
            {
                throw new TimeoutException($"No taxi tables within {StartTimeout}.\n{Output}");
            }

            try
            {
                await using var command = dataSource.CreateCommand("SELECT EXISTS (SELECT FROM taxi_zones)");
                if (await command.ExecuteScalarAsync(cancellationToken) is true)
                {
                    return;
                }
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
            {
                // The host has not come to them yet.
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Waits until results were committed.</summary>
    public Task WaitForFirstResultsAsync(CancellationToken cancellationToken) =>
        AwaitAsync(_firstResults.Task, "first results", cancellationToken);

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>Kills it with SIGKILL, and nothing else: its Postgres stays.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks it to stop, and waits until it is gone.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_process.HasExited)
        {
            // Not as Ctrl-C does: what a shell started in the background would ignore it.
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(cancellationToken);
        }

        await _process.WaitForExitAsync(cancellationToken).WaitAsync(StopTimeout, cancellationToken);
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task WaitForExitAsync(CancellationToken cancellationToken) =>
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(StartTimeout, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task<string> AwaitAsync(Task<string> line, string what, CancellationToken cancellationToken)
    {
        var ended = _process.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(line, ended).WaitAsync(StartTimeout, cancellationToken);
        return first == line || line.IsCompleted
            ? await line
            : throw new InvalidOperationException($"The host ended before its line of {what}:\n{Output}");
    }

    private void Receive(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
        }

        Complete(_psql, line, "PGPASSFILE=");
        Complete(_dashboard, line, "Dashboard: ");
        Complete(_firstResults, line, "First results");
    }

    private static void Complete(TaskCompletionSource<string> source, string line, string prefix)
    {
        if (line.StartsWith(prefix, StringComparison.Ordinal))
        {
            source.TrySetResult(line[prefix.Length..]);
        }
    }

    [GeneratedRegex(
        @"^'?(?<passfile>[^ ']+)'? psql -h (?<host>\S+) -p (?<port>\d+) -U (?<user>\S+) -d (?<database>\S+)")]
    private static partial Regex PsqlLine();
}
