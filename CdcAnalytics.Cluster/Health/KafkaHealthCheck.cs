using System.Globalization;
using System.Net.Sockets;
using CdcAnalytics.Cluster.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Cluster.Health;

/// <summary>
/// Healthy when every broker is a member of the cluster and accepts connections, and every partition has all of its
/// copies in sync.
/// </summary>
/// <param name="bootstrapServers">The brokers as this process sees them, null while they are not known.</param>
/// <param name="brokerCount">Brokers 1 to this one should be there.</param>
public sealed class KafkaHealthCheck(Func<string?> bootstrapServers, int brokerCount) : IHealthCheck, IDisposable
{
    // A request fails with the broker that it was sent to; the next one goes to another.
    private const int MaxAttempts = 3;

    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private IAdminClient? _client;
    private string? _clientServers;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (bootstrapServers() is not { Length: > 0 } servers)
        {
            return HealthCheckResult.Unhealthy("The brokers have no addresses yet.");
        }

        Metadata metadata;
        try
        {
            var client = ClientFor(servers);
            metadata = await Task.Run(() => GetMetadata(client, cancellationToken), cancellationToken);
        }
        catch (KafkaException e)
        {
            return HealthCheckResult.Unhealthy($"No broker of {servers} answers: {e.Error.Reason}", e);
        }

        // Without a majority of controllers nobody strikes dead brokers off the list, so each one is also asked.
        var reached = await Task.WhenAll(
            metadata.Brokers.Select(broker => CanConnectAsync(broker, cancellationToken)));
        var alive = metadata.Brokers.Where((_, index) => reached[index]).Select(broker => broker.BrokerId);
        var missing = Enumerable.Range(1, brokerCount).Except(alive).ToList();
        var behind = metadata.Topics
            .SelectMany(topic => topic.Partitions.Select(partition => (topic.Topic, Partition: partition)))
            .Where(copy => copy.Partition.InSyncReplicas.Length < copy.Partition.Replicas.Length)
            .ToList();
        return missing.Count == 0 && behind.Count == 0
            ? HealthCheckResult.Healthy($"{brokerCount} brokers are up and all partitions are in sync.")
            : HealthCheckResult.Unhealthy(Describe(missing, behind));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _client?.Dispose();
            _client = null;
        }
    }

    private static Metadata GetMetadata(IAdminClient client, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return client.GetMetadata(MetadataTimeout);
            }
            catch (KafkaException e) when (attempt < MaxAttempts && IsTransient(e.Error.Code))
            {
                // Said in the last attempt, if it comes to that.
            }
        }
    }

    private static bool IsTransient(ErrorCode code) =>
        code is ErrorCode.Local_Transport or ErrorCode.Local_TimedOut or ErrorCode.Local_AllBrokersDown;

    private static string Describe(List<int> missing, List<(string Topic, PartitionMetadata Partition)> behind)
    {
        var sentences = new List<string>();
        if (missing.Count > 0)
        {
            sentences.Add($"Not up: broker {string.Join(", broker ", missing)}.");
        }

        if (behind.Count > 0)
        {
            var (topic, partition) = behind[0];
            sentences.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{behind.Count} partitions are not in sync, among them {topic}/{partition.PartitionId} with "
                + $"{partition.InSyncReplicas.Length} of {partition.Replicas.Length} copies."));
        }

        return string.Join(' ', sentences);
    }

    private static async Task<bool> CanConnectAsync(BrokerMetadata broker, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectTimeout);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(broker.Host, broker.Port, limit.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private IAdminClient ClientFor(string servers)
    {
        lock (_gate)
        {
            if (_client is null || _clientServers != servers)
            {
                _client?.Dispose();
                _client = KafkaAdminClient.Build(servers);
                _clientServers = servers;
            }

            return _client;
        }
    }
}
