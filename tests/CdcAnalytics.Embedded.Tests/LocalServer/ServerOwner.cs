using System.Diagnostics;
using CdcAnalytics.Embedded.LocalServer;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Embedded.Tests.LocalServer;

/// <summary>
/// A process of its own that owns a local server, so that a test can kill it: this test program again, told to run the
/// one explicit "test" below, which only starts the server and waits to be killed.
/// </summary>
public sealed class ServerOwner
{
    private const string HomeVariable = "CDC_TEST_OWNER_HOME";
    private const string ReadyLine = "the owned server runs as process ";

    [Fact(Explicit = true)]
    public async Task Owns_a_server_until_killed()
    {
        var home = Environment.GetEnvironmentVariable(HomeVariable);
        Assert.SkipWhen(home is null, "Only started by another test.");
        await using var server = await LocalPostgresServer.StartAsync(
            OptionsFor(home),
            new RecordedProgress(),
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
            TimeProvider.System,
            TestContext.Current.CancellationToken);
        Console.WriteLine(ReadyLine + server.ProcessId);
        await Task.Delay(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
    }

    /// <summary>Starts an owner, waits for its server, kills the owner with SIGKILL and gives the server's process id.</summary>
    internal static async Task<int> StartAndKillAsync(TemporaryHome home, CancellationToken cancellationToken)
    {
        var program = Path.ChangeExtension(typeof(ServerOwner).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
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
                var ready = line.IndexOf(ReadyLine, StringComparison.Ordinal);
                if (ready >= 0)
                {
                    return int.Parse(line.AsSpan(ready + ReadyLine.Length), System.Globalization.CultureInfo.InvariantCulture);
                }
            }
        }
        finally
        {
            owner.Kill();
            await owner.WaitForExitAsync(CancellationToken.None);
        }

        throw new InvalidOperationException("The owner ended without a server:\n" + string.Join('\n', seen));
    }

    private static LocalPostgresOptions OptionsFor(string? home) => new()
    {
        BinariesDirectory = Environment.GetEnvironmentVariable(PostgresServer.BinariesVariable),
        HomeDirectory = home,
        FlushToDisk = false,
        Source = LocalPostgresSource.Installed,
    };
}
