using System.Net;
using System.Net.Sockets;

namespace CdcAnalytics.AppHost.Resources.Containers;

/// <summary>Which port of this machine a container's port is published on.</summary>
internal static class HostPort
{
    private const int AnyFree = 0;

    /// <summary>The preferred port where it is free, else one that is: a taken port must not stop the start.</summary>
    /// <remarks>
    /// Another process may take the port between this look and the container's start; the runtime then says so, and a
    /// second start looks again.
    /// </remarks>
    public static int PreferredOrFree(int preferred) => TryBind(preferred) ?? TryBind(AnyFree) ?? preferred;

    private static int? TryBind(int port)
    {
        // All addresses: that is where a container runtime publishes, and a process on any of them is in its way.
        using var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException exception) when (exception.SocketErrorCode
            is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return null;
        }
    }
}
