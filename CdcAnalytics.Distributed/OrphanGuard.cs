using System.Diagnostics;
using CdcAnalytics.Cluster.Local;

namespace CdcAnalytics.Distributed;

/// <summary>
/// Ends the private Postgres when this process is killed: a shell whose input we hold open sees its end, whatever ended
/// us, and asks the server to stop. After an orderly stop there is nothing left to ask.
/// </summary>
internal sealed class OrphanGuard : IDisposable
{
    // The process is judged by its name as well: the file of a killed server may name an id that is another's by now.
    private const string Script = """
        trap '' INT HUP QUIT TERM
        while read -r line; do :; done
        pid=$(head -n 1 "$1" 2>/dev/null) || exit 0
        case $(ps -o comm= -p "$pid" 2>/dev/null) in
          *postgres*|*postmaster*) kill -INT "$pid" ;;
        esac
        """;

    private readonly Process _shell;

    private OrphanGuard(Process shell)
    {
        _shell = shell;
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="pidFile">The server's postmaster.pid, read when we end; another one after a restart.</param>
    public static OrphanGuard Watch(string pidFile)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", pidFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new OrphanGuard(Process.Start(start)
            ?? throw new LocalClusterException("/bin/sh did not start; it guards the Postgres server."));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.Dispose();
    }
}
