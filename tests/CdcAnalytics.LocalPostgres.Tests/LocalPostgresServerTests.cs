using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using CdcAnalytics.Testing;
using Npgsql;

namespace CdcAnalytics.LocalPostgres.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class LocalPostgresServerTests : IAsyncLifetime
{
    private readonly TemporaryHome _home = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await PostgresFixture.SkipWithoutPostgresAsync(Cancellation);

    public ValueTask DisposeAsync()
    {
        _home.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task First_start_makes_a_cluster_ready_for_logical_decoding()
    {
        var start = Stopwatch.GetTimestamp();
        await using var server = await _home.StartAsync(Cancellation);
        var walLevel = await QueryAsync(server.ConnectionString, "SHOW wal_level");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"From nothing to the first query: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");

        Assert.True(server.IsNew);
        Assert.False(server.IsReused);
        Assert.Equal("logical", walLevel);
        Assert.Equal("UTF8", await QueryAsync(server.TcpConnectionString, "SHOW server_encoding"));
        Assert.Equal("cdc", await QueryAsync(server.ConnectionString, "SELECT current_database()"));
    }

    [Fact]
    public async Task Second_start_goes_on_with_the_data_and_the_port_of_the_first()
    {
        int port;
        await using (var first = await _home.StartAsync(Cancellation))
        {
            port = first.Port;
            await QueryAsync(first.ConnectionString, "CREATE TABLE kept AS SELECT 7 AS id");
        }

        await using var second = await _home.StartAsync(Cancellation);

        Assert.False(second.IsNew);
        Assert.Equal(port, second.Port);
        Assert.Equal("7", await QueryAsync(second.ConnectionString, "SELECT id FROM kept"));
    }

    [Fact]
    public async Task Disposed_server_leaves_no_process_and_no_pid_file()
    {
        var server = await _home.StartAsync(Cancellation);
        using var postmaster = Process.GetProcessById(server.ProcessId);

        await server.DisposeAsync();

        Assert.True(postmaster.HasExited);
        Assert.False(File.Exists(Path.Combine(_home.DataDirectory, "postmaster.pid")));
    }

    [Fact]
    public async Task Server_of_a_killed_owner_is_taken_over()
    {
        var orphan = await ServerOwner.StartAndKillAsync(_home, Cancellation);

        await using var server = await _home.StartAsync(Cancellation);

        Assert.True(server.IsReused);
        Assert.Equal(orphan, server.ProcessId);
        Assert.Equal("1", await QueryAsync(server.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task Taken_over_server_is_stopped_at_the_end_like_an_own_one()
    {
        var orphan = await ServerOwner.StartAndKillAsync(_home, Cancellation);
        await using (await _home.StartAsync(Cancellation))
        {
        }

        Assert.False(File.Exists(Path.Combine(_home.DataDirectory, "postmaster.pid")));
        // Gone, or a zombie, which has no command line: in a container nobody may collect it.
        var commandLine = $"/proc/{orphan}/cmdline";
        Assert.Equal("", File.Exists(commandLine) ? await File.ReadAllTextAsync(commandLine, Cancellation) : "");
    }

    [Theory]
    [InlineData("Making a database cluster")]
    [InlineData("Starting Postgres on port")]
    public async Task Owner_killed_in_the_middle_of_its_start_does_not_harm_the_next(string line)
    {
        await ServerOwner.StartAndKillAtLineAsync(_home, line, Cancellation);

        await using (var server = await _home.StartAsync(Cancellation))
        {
            Assert.Equal("1", await QueryAsync(server.ConnectionString, "SELECT 1"));
        }

        Assert.False(File.Exists(Path.Combine(_home.DataDirectory, "postmaster.pid")));
    }

    [Fact]
    public async Task Orphan_with_other_settings_is_replaced()
    {
        var orphan = await ServerOwner.StartAndKillAsync(_home, Cancellation);

        await using var server = await _home.StartAsync(_home.Options with { MaxConnections = 33 }, Cancellation);

        Assert.False(server.IsReused);
        Assert.NotEqual(orphan, server.ProcessId);
        Assert.Equal("33", await QueryAsync(server.ConnectionString, "SHOW max_connections"));
    }

    [Fact]
    public async Task Server_has_a_session_of_its_own_so_that_a_terminals_interrupt_does_not_reach_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        await using var server = await _home.StartAsync(Cancellation);

        // 4711 (postgres) S PARENT GROUP SESSION ...
        var fields = (await File.ReadAllTextAsync($"/proc/{server.ProcessId}/stat", Cancellation)).Split(' ');

        Assert.Equal($"{server.ProcessId}", fields[5]);
    }

    [Fact]
    public async Task Supervised_server_that_is_killed_comes_back_on_the_same_port()
    {
        await using var server = await _home.StartAsync(Cancellation);
        var (port, killed) = (server.Port, server.ProcessId);
        await QueryAsync(server.ConnectionString, "CREATE TABLE kept AS SELECT 7 AS id");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var supervision = server.SuperviseAsync(end.Token);

        Process.GetProcessById(killed).Kill();
        var kept = await QueryUntilAnsweredAsync(server, "SELECT id FROM kept");

        Assert.Equal("7", kept);
        Assert.Equal(port, server.Port);
        Assert.NotEqual(killed, server.ProcessId);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => supervision);
    }

    [Fact]
    public async Task Server_that_keeps_dying_is_given_up()
    {
        await using var server = await _home.StartAsync(_home.Options with { MaxRestarts = 0 }, Cancellation);
        var supervision = server.SuperviseAsync(Cancellation);

        Process.GetProcessById(server.ProcessId).Kill();

        var error = await Assert.ThrowsAsync<LocalPostgresException>(() => supervision);
        Assert.Contains(server.LogFile, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_in_use_is_refused_and_its_owner_named()
    {
        await using var server = await _home.StartAsync(Cancellation);

        var error = await Assert.ThrowsAsync<LocalPostgresException>(() => _home.StartAsync(Cancellation));

        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", await QueryAsync(server.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_with_the_way_out()
    {
        await (await _home.StartAsync(Cancellation)).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_home.DataDirectory, "PG_VERSION"), "9\n", Cancellation);

        var error = await Assert.ThrowsAsync<LocalPostgresException>(() => _home.StartAsync(Cancellation));

        Assert.Contains("was made by Postgres 9", error.Message, StringComparison.Ordinal);
        Assert.Contains("set another folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_port_that_is_taken_is_refused()
    {
        using var listener = Listen();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<LocalPostgresException>(
            () => _home.StartAsync(_home.Options with { Port = port }, Cancellation));

        Assert.StartsWith($"Port {port} on 127.0.0.1 is taken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remembered_port_that_is_taken_is_replaced_and_said_so()
    {
        await (await _home.StartAsync(Cancellation)).DisposeAsync();
        using var listener = Listen();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var portFile = Path.Combine(_home.Options.HomeDirectory ?? "", "port");
        await File.WriteAllTextAsync(portFile, $"{port}\n", Cancellation);

        await using var server = await _home.StartAsync(Cancellation);

        Assert.NotEqual(port, server.Port);
        Assert.Contains(
            _home.Progress.Lines,
            line => line.StartsWith($"Port {port}, used last time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Password_is_in_one_file_that_only_its_owner_reads()
    {
        await using var server = await _home.StartAsync(Cancellation);
        var password = new NpgsqlConnectionStringBuilder(server.ConnectionString).Password ?? "";

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.PasswordFilePath));
        Assert.DoesNotContain(password, server.PsqlCommand, StringComparison.Ordinal);
        var others = Directory.EnumerateFiles(_home.Options.HomeDirectory ?? "", "*", SearchOption.AllDirectories)
            .Where(file => file != server.PasswordFilePath && !file.EndsWith("/lock", StringComparison.Ordinal)
                && !file.Contains("/socket/.s.", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains(password, StringComparison.Ordinal));
        Assert.Empty(others);
    }

    [Fact]
    public async Task Wrong_password_is_refused_over_the_socket_and_over_loopback()
    {
        await using var server = await _home.StartAsync(Cancellation);
        foreach (var connectionString in new[] { server.ConnectionString, server.TcpConnectionString })
        {
            var wrong = new NpgsqlConnectionStringBuilder(connectionString) { Password = "wrong" };

            var error = await Assert.ThrowsAsync<PostgresException>(
                () => QueryAsync(wrong.ConnectionString, "SELECT 1"));

            Assert.Equal(PostgresErrorCodes.InvalidPassword, error.SqlState);
        }
    }

    [Fact]
    public async Task Psql_line_opens_the_database_when_pasted()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/psql"), "No psql in /usr/bin.");
        await using var server = await _home.StartAsync(Cancellation);
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(server.PsqlCommand + " --no-password -Atc 'SELECT 6 * 7'");
        using var shell = Process.Start(start) ?? throw new InvalidOperationException("No shell.");

        Assert.Equal("42\n", await shell.StandardOutput.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task Start_that_fails_shows_the_end_of_the_log()
    {
        await (await _home.StartAsync(Cancellation)).DisposeAsync();
        await File.WriteAllBytesAsync(Path.Combine(_home.DataDirectory, "global", "pg_control"), [], Cancellation);

        var error = await Assert.ThrowsAsync<LocalPostgresException>(() => _home.StartAsync(Cancellation));

        Assert.Contains("did not start", error.Message, StringComparison.Ordinal);
        Assert.Contains("pg_control", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_start_leaves_nothing_running_and_can_be_repeated()
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var progress = new CancellingProgress("Starting", soon);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LocalPostgresServer.StartAsync(
            _home.Options, progress, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, TimeProvider.System,
            soon.Token));

        Assert.False(File.Exists(Path.Combine(_home.DataDirectory, "postmaster.pid")));
        await using var server = await _home.StartAsync(Cancellation);
        Assert.False(server.IsReused);
    }

    [Fact]
    public async Task Log_past_its_bound_is_moved_aside()
    {
        var options = _home.Options with { MaxLogMegabytes = 1 };
        string log;
        await using (var server = await _home.StartAsync(options, Cancellation))
        {
            log = server.LogFile;
        }

        await File.AppendAllTextAsync(log, new string('x', 2 * 1024 * 1024), Cancellation);

        await (await _home.StartAsync(options, Cancellation)).DisposeAsync();

        Assert.InRange(new FileInfo(log).Length, 1, 64 * 1024);
        Assert.True(File.Exists(log + ".old"));
    }

    [Fact]
    public async Task Process_id_of_a_killed_server_that_another_program_has_by_now_does_not_matter()
    {
        // The worst case: the other program belongs to the server's own user, so Postgres can see it.
        var server = await _home.StartAsync(Cancellation);
        var start = new ProcessStartInfo("sleep", ["600"]) { WorkingDirectory = "/" };
        if (Environment.IsPrivilegedProcess)
        {
            start.UserName = (await ServiceAccount.ChooseAsync(_home.DataDirectory, Cancellation)).UserName;
        }

        using var foreign = Process.Start(start) ?? throw new InvalidOperationException("No sleep.");
        try
        {
            Process.GetProcessById(server.ProcessId).Kill(entireProcessTree: true);
            var pidFile = Path.Combine(_home.DataDirectory, "postmaster.pid");
            var lines = await File.ReadAllLinesAsync(pidFile, Cancellation);
            lines[0] = $"{foreign.Id}";
            await File.WriteAllLinesAsync(pidFile, lines, Cancellation);
            await server.DisposeAsync();

            await using var again = await _home.StartAsync(Cancellation);

            Assert.False(again.IsReused);
            Assert.False(foreign.HasExited);
        }
        finally
        {
            foreign.Kill();
        }
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return listener;
    }

    private static async Task<string?> QueryAsync(string connectionString, string sql)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(Cancellation))?.ToString();
    }

    private static async Task<string?> QueryUntilAnsweredAsync(LocalPostgresServer server, string sql)
    {
        var killed = server.ProcessId;
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                if (server.ProcessId != killed)
                {
                    return await QueryAsync(server.ConnectionString, sql);
                }
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
            {
                // Not back yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }
}
