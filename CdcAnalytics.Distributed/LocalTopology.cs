using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Cluster.Settings;
using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Embedded.Settings;
using CdcAnalytics.LocalPostgres;
using CdcAnalytics.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;
using System.CommandLine;
using System.CommandLine.Invocation;

namespace CdcAnalytics.Distributed;

/// <summary>
/// The distributed topology without containers as a program: Postgres, three brokers, Connect, Flink and the services,
/// all of them processes of this machine on loopback ports.
/// </summary>
public static class LocalTopology
{
    /// <summary>How long an orderly stop of everything may take before the process is ended anyway.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(2);

    private const int Succeeded = 0;
    private const int Refused = 1;
    private const int Broken = 2;

    /// <summary>
    /// Runs until cancelled. Exit codes: 0 stopped on purpose, 1 refused with one message, 2 a defect.
    /// </summary>
    /// <param name="arguments">The command line without <c>--topology</c>.</param>
    /// <param name="name">Name of the topology that was chosen, for the page.</param>
    /// <param name="reason">Why it was chosen, one clause.</param>
    /// <param name="cancellationToken">Stops everything that was started; null for Ctrl-C and SIGTERM.</param>
    public static Task<int> RunAsync(
        IReadOnlyList<string> arguments, string name, string reason, CancellationToken? cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var command = DistributedSettingsCommand.Create(
            (settings, token) => RunAsync(settings, new TopologyChoice(name, reason), token));
        var parsed = command.Parse(arguments);
        if (parsed.Action is ParseErrorAction refusal)
        {
            // The messages say what was expected; the whole help would bury them.
            refusal.ShowHelp = false;
        }

        var configuration = new InvocationConfiguration
        {
            ProcessTerminationTimeout = cancellationToken is null ? StopTimeout : null,
            EnableDefaultExceptionHandler = false,
        };
        return parsed.InvokeAsync(configuration, cancellationToken ?? CancellationToken.None);
    }

    private static async Task<int> RunAsync(
        DistributedSettings settings, TopologyChoice topology, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Topology: {topology.Name}, because {topology.Reason}.");
        using var loggerFactory = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddSimpleConsole(console => console.SingleLine = true));
        try
        {
            await new LocalHost(settings, topology, loggerFactory, TimeProvider.System).RunAsync(cancellationToken);
            return Succeeded;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine("Stopped.");
            return Succeeded;
        }
        catch (Exception exception) when (IsKnown(exception))
        {
            await Console.Error.WriteLineAsync($"Error: {exception.Message}");
            return Refused;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The outermost edge of the program: whatever it is, it is told in full and ends the process.
            await Console.Error.WriteLineAsync($"This is a defect; please report it with these lines:\n{exception}");
            return Broken;
        }
    }

    private static bool IsKnown(Exception exception) =>
        exception is SettingException or LocalPostgresException or LocalClusterException or ClusterSettingException
            or SqlException or DirectoryNotFoundException or NpgsqlException;
}
