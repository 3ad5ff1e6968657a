using System.Net;
using System.Net.Sockets;
using CdcAnalytics.Embedded.Settings;

namespace CdcAnalytics.Embedded.Hosting;

/// <summary>Chooses the dashboard's port.</summary>
public static class LoopbackPort
{
    private const int First = 5080;
    private const int Last = 5179;

    /// <summary>The port asked for, or the first free one from 5080 on.</summary>
    /// <exception cref="SettingException">The port asked for is taken, or a hundred are.</exception>
    public static int Choose(int? asked)
    {
        if (asked is { } port)
        {
            return IsFree(port)
                ? port
                : throw new SettingException(
                    $"Port {port} is taken by another program; set --dashboard-port to another one.");
        }

        for (var candidate = First; candidate <= Last; candidate++)
        {
            if (IsFree(candidate))
            {
                return candidate;
            }
        }

        throw new SettingException($"Ports {First} to {Last} are all taken; set --dashboard-port to a free one.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse
            or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
