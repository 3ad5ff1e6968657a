using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CdcAnalytics.LocalPostgres;

/// <summary>Chooses the loopback port: the one that is set, else the last run's, else a free one.</summary>
internal static class PortChoice
{
    /// <summary>Chooses a port that nobody listens on now.</summary>
    /// <exception cref="LocalPostgresException">The port that is set is taken.</exception>
    public static int Choose(int? set, string portFile, IProgress<string> progress)
    {
        if (set is { } wanted)
        {
            return IsFree(wanted)
                ? wanted
                : throw new LocalPostgresException(
                    $"Port {wanted} on 127.0.0.1 is taken by another program; set another port for the local server, "
                    + "or set none to get a free one.");
        }

        if (Read(portFile) is { } remembered)
        {
            if (IsFree(remembered))
            {
                return remembered;
            }

            progress.Report($"Port {remembered}, used last time, is taken by another program; choosing a free one");
        }

        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Keeps the port for the next run.</summary>
    public static void Remember(int port, string portFile) =>
        File.WriteAllText(portFile, port.ToString(CultureInfo.InvariantCulture) + "\n");

    private static int? Read(string portFile) =>
        File.Exists(portFile)
        && int.TryParse(File.ReadAllText(portFile).Trim(), CultureInfo.InvariantCulture, out var port)
        && port is >= 1024 and <= 65535
            ? port
            : null;

    private static bool IsFree(int port)
    {
        // As Postgres binds: a socket in TIME_WAIT does not count as taken (.NET sets SO_REUSEADDR on Unix).
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (
            e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
