using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

/// <summary>On which ports of this machine containers are published.</summary>
public sealed class HostPortTests
{
    private const int FlinkPort = 8081;

    [Fact]
    public void A_taken_port_is_replaced_by_a_free_one()
    {
        using var taken = new TcpListener(IPAddress.Any, FlinkPort);
        try
        {
            taken.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            // Another program has it, which serves as well.
        }

        var port = PortOf("flink-jobmanager", "http");

        Assert.NotEqual(FlinkPort, port);
        using var free = new TcpListener(IPAddress.Any, port);
        free.Start();
    }

    [Fact]
    public void No_two_containers_are_published_on_one_port()
    {
        var ports =
            from container in Model.CreateDistributed().OwnResources().OfType<ContainerResource>()
            from endpoint in container.Annotations.OfType<EndpointAnnotation>()
            where endpoint.Port is not null
            select endpoint.Port;

        Assert.Equal(ports.Distinct(), ports);
    }

    private static int PortOf(string resource, string endpoint) =>
        Model.CreateDistributed().Resource<ContainerResource>(resource).Annotations.OfType<EndpointAnnotation>()
            .Single(annotation => annotation.Name == endpoint).Port
        ?? throw new InvalidOperationException($"{resource} has no fixed port.");
}
