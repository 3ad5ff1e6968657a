using System.Diagnostics;
using System.Globalization;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdcAnalytics.LocalPostgres.Tests;

/// <summary>
/// A process of its own that owns a local server, so that a test can kill it: this test program again, told to run the
/// one explicit "test" below, which only starts the server and waits to be killed.
/// </summary>
public sealed class ServerOwner
{
    private const string HomeVariable = "CDC_TEST_OWNER_HOME";
    private const string ReadyLine = "The owned server runs as process ";

    [Fact(Explicit = true)]
    public async Task Owns_a_server_until_killed()
    {
        var home = Environment.GetEnvironmentVariable(HomeVariable);
        Assert.SkipWhen(home is null, "Only started by another test.");
        await using var server = await LocalPostgresServer.StartAsync(
            OptionsFor(home),
            new ConsoleProgress(),
            NullLogger.Instance,
            TimeProvider.System,
            TestContext.Current.CancellationToken);
        Console.WriteLine(ReadyLine + server.ProcessId);
        await Task.Delay(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// Starts an owner, waits for its server, kills the owner with SIGKILL and gives the server's process id.
    /// </summary>
    internal static async Task<int> StartAndKillAsync(TemporaryHome home, CancellationToken cancellationToken)
    {
        var line = await StartAndKillAtLineAsync(home, ReadyLine, cancellationToken);
        return int.Parse(line, CultureInfo.InvariantCulture);
    }

    /// <summary>Starts an owner, kills it at a line of its progress and gives the rest of that line.</summary>
    internal static async Task<string> StartAndKillAtLineAsync(
        TemporaryHome home, string beginning, CancellationToken cancellationToken)
    {
        var program = Path.ChangeExtension(
            typeof(ServerOwner).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(ServerOwner).FullName}.{nameof(Owns_a_server_until_killed)}");
        start.ArgumentList.Add("-explicit");
        start.ArgumentList.Add("only");
        start.Environment[HomeVariable] = home.Options.HomeDirectory;
        using var owner = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        var seen = new List<string>();
        try
        {
            while (await owner.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                seen.Add(line);
                // The runner colours the line before, so it may begin with an escape sequence.
                var at = line.IndexOf(beginning, StringComparison.Ordinal);
                if (at >= 0)
                {
                    return line[(at + beginning.Length)..];
                }
            }
        }
        finally
        {
            owner.Kill();
            await owner.WaitForExitAsync(CancellationToken.None);
        }

        throw new InvalidOperationException(
            $"The owner ended without a line '{beginning}':\n" + string.Join('\n', seen));
    }

    private static LocalPostgresOptions OptionsFor(string? home) => new()
    {
        BinariesDirectory = Environment.GetEnvironmentVariable(PostgresServer.BinariesVariable),
        HomeDirectory = home,
        FlushToDisk = false,
        Source = LocalPostgresSource.Installed,
    };
}
