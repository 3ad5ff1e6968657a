using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

/// <summary>On which ports of this machine containers are published.</summary>
public sealed class HostPortTests
{
    private const int FlinkPort = 8081;

    [Theory]
    [InlineData("postgres", "tcp", 5432)]
    [InlineData("kafka-1", "external", 9092)]
    [InlineData("kafka-2", "external", 9093)]
    [InlineData("kafka-3", "external", 9094)]
    [InlineData("connect", "http", 8083)]
    [InlineData("flink-jobmanager", "http", FlinkPort)]
    [InlineData("flink-gateway", "http", 8088)]
    [InlineData("kafka-ui", "http", 8080)]
    [InlineData("pgadmin", "http", 5050)]
    public void A_port_that_people_know_is_kept_where_it_is_free(string resource, string endpoint, int known)
    {
        var port = PortOf(resource, endpoint);

        Assert.True(port == known || IsTaken(known), $"{resource} is on {port}, and {known} is free.");
    }

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

    private static bool IsTaken(int port)
    {
        using var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static int PortOf(string resource, string endpoint) =>
        Model.CreateDistributed().Resource<ContainerResource>(resource).Annotations.OfType<EndpointAnnotation>()
            .Single(annotation => annotation.Name == endpoint).Port
        ?? throw new InvalidOperationException($"{resource} has no fixed port.");
}
