using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace CdcAnalytics.Cluster.Local;

/// <summary>Loopback ports by name, remembered in a file so that a cluster keeps its addresses.</summary>
internal static class LocalPorts
{
    // Below the range that systems give to outgoing connections, which could take a port while its process restarts.
    private const int FirstPort = 20_000;
    private const int LastPort = 30_000;

    /// <summary>The remembered port of each name where it is still free, else another one.</summary>
    /// <param name="file">Where they are remembered.</param>
    /// <param name="names">What needs a port.</param>
    /// <exception cref="LocalClusterException">There are not enough free ports.</exception>
    public static IReadOnlyDictionary<string, int> Take(string file, IReadOnlyList<string> names)
    {
        var remembered = Read(file);
        var ports = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (remembered.TryGetValue(name, out var port) && !ports.ContainsValue(port) && IsFree(port))
            {
                ports.Add(name, port);
            }
        }

        // Starts anywhere: two clusters that start at the same time would else choose the same ones.
        var candidate = Random.Shared.Next(FirstPort, LastPort);
        var tries = 0;
        foreach (var name in names.Where(name => !ports.ContainsKey(name)))
        {
            do
            {
                candidate = candidate == LastPort ? FirstPort : candidate + 1;
                if (++tries > LastPort - FirstPort)
                {
                    throw new LocalClusterException(
                        $"There are no {names.Count} free loopback ports between {FirstPort} and {LastPort}.");
                }
            }
            while (ports.ContainsValue(candidate) || !IsFree(candidate));
            ports.Add(name, candidate);
        }

        File.WriteAllText(file, JsonSerializer.Serialize(ports));
        return ports;
    }

    private static Dictionary<string, int> Read(string file)
    {
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(file)) ?? []
                : [];
        }
        catch (JsonException)
        {
            // Half written when the machine went down; new ports are as good.
            return [];
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As the engines do: else a port counts as taken for a minute after its last connection.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
