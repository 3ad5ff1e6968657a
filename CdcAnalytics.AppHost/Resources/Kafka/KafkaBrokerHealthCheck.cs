using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.AppHost.Resources.Kafka;

/// <summary>Healthy when this one broker answers, and is itself a member of the cluster it describes.</summary>
/// <param name="address">Host and port of its external listener; null while they are not known.</param>
/// <param name="nodeId">Its id in the quorum.</param>
/// <remarks>
/// That its port accepts a connection says nothing: the runtime's forwarding does so before the broker listens.
/// </remarks>
internal sealed class KafkaBrokerHealthCheck(Func<string?> address, int nodeId) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan _answerLimit = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private IAdminClient? _client;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (address() is not { } server)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The broker has no address yet.");
        }

        try
        {
            var client = ClientFor(server);
            var metadata = await Task.Run(() => client.GetMetadata(_answerLimit), cancellationToken);
            return metadata.Brokers.Exists(broker => broker.BrokerId == nodeId)
                ? HealthCheckResult.Healthy($"Broker {nodeId} answers as one of {metadata.Brokers.Count}.")
                : new HealthCheckResult(
                    context.Registration.FailureStatus, $"{server} answers, but broker {nodeId} is not registered.");
        }
        catch (KafkaException exception)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                $"Broker {nodeId} does not answer at {server}: {exception.Error.Reason}",
                exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    // One client for all looks: each has threads and connections of its own.
    private IAdminClient ClientFor(string server)
    {
        lock (_gate)
        {
            return _client ??= new AdminClientBuilder(new AdminClientConfig { BootstrapServers = server })
                .SetErrorHandler((_, _) => { })
                .SetLogHandler((_, _) => { })
                .Build();
        }
    }
}
