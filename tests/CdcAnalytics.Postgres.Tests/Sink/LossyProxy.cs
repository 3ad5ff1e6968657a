using System.Net;
using System.Net.Sockets;

namespace CdcAnalytics.Postgres.Tests.Sink;

/// <summary>
/// A relay on loopback in front of a server, which can withhold the server's answers and then break the connections:
/// the client's words arrive, but it never hears what became of them.
/// </summary>
internal sealed class LossyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _sockets = [];
    private readonly Lock _gate = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private volatile bool _isWithholding;

    public LossyProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing the server says reaches a client.</summary>
    public void Withhold() => _isWithholding = true;

    /// <summary>Breaks all connections; the next ones work.</summary>
    public void Break()
    {
        lock (_gate)
        {
            foreach (var socket in _sockets)
            {
                socket.Close(0);
            }

            _sockets.Clear();
        }

        _isWithholding = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Break();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var relays = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
                lock (_gate)
                {
                    _sockets.Add(client);
                    _sockets.Add(server);
                }

                relays.Add(RelayAsync(client, server, isAnswer: false));
                relays.Add(RelayAsync(server, client, isAnswer: true));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }

        await Task.WhenAll(relays);
    }

    private async Task RelayAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
            {
                if (!(isAnswer && _isWithholding))
                {
                    await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
                }
            }

            to.Close();
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The connection was broken, by us or by an end.
        }
    }
}
