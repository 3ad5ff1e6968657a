using CdcAnalytics.Cluster.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Cluster.Tests.Health;

public sealed class HealthCheckTests
{
    // Nothing listens on port 1 of loopback.
    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    [Fact]
    public async Task An_engine_without_an_address_is_unhealthy_and_says_so()
    {
        using var client = new HttpClient();
        using var kafka = new KafkaHealthCheck(() => null, brokerCount: 3);

        Assert.Equal(
        [
            "The brokers have no addresses yet.", "Kafka Connect has no address yet.",
            "Flink's JobManager has no address yet.", "Flink's SQL gateway has no address yet.",
        ],
        [
            await DescriptionAsync(kafka), await DescriptionAsync(new ConnectHealthCheck(client, () => null)),
            await DescriptionAsync(new FlinkHealthCheck(client, () => null, taskManagers: 1, slots: 4)),
            await DescriptionAsync(new SqlGatewayHealthCheck(client, () => null)),
        ]);
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_is_unhealthy_and_named_with_its_address()
    {
        using var client = new HttpClient();
        using var kafka = new KafkaHealthCheck(() => "127.0.0.1:1", brokerCount: 3);

        Assert.StartsWith(
            "Kafka Connect does not answer at http://127.0.0.1:1/health: ",
            await DescriptionAsync(new ConnectHealthCheck(client, () => Nowhere)),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Flink's JobManager does not answer at http://127.0.0.1:1/overview: ",
            await DescriptionAsync(new FlinkHealthCheck(client, () => Nowhere, taskManagers: 1, slots: 4)),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "No broker of 127.0.0.1:1 answers: ", await DescriptionAsync(kafka), StringComparison.Ordinal);
    }

    private static async Task<string?> DescriptionAsync(IHealthCheck check)
    {
        var result = await Wait.CheckAsync(check, TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        return result.Description;
    }
}
