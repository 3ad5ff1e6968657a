using CdcAnalytics.Embedded.Hosting;
using System.Net;
using System.Net.Sockets;

namespace CdcAnalytics.Distributed;

/// <summary>Chooses a loopback port for each service.</summary>
internal static class ServicePorts
{
    /// <summary>
    /// The dashboard's as a user expects it; for the others any free one, since only we need to know.
    /// </summary>
    /// <param name="dashboardPort">The port asked for; null for 5080 or the next free one.</param>
    public static IReadOnlyDictionary<string, int> Choose(int? dashboardPort)
    {
        var ports = new Dictionary<string, int> { [ServiceNames.Dashboard] = LoopbackPort.Choose(dashboardPort) };
        // Held until all are chosen, so that no two are the same.
        var listeners = new List<TcpListener>();
        try
        {
            foreach (var name in ServiceNames.All.Where(name => name != ServiceNames.Dashboard))
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listeners.Add(listener);
                listener.Start();
                ports[name] = ((IPEndPoint)listener.LocalEndpoint).Port;
            }
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }

        return ports;
    }
}
