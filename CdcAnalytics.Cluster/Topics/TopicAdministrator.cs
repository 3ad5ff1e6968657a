using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace CdcAnalytics.Cluster.Topics;

/// <summary>Makes topics by Kafka's administration protocol. Safe to be used by several at once.</summary>
public sealed class TopicAdministrator : IDisposable
{
    private const int MaxRetries = 60;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(1);

    private readonly string _bootstrapServers;
    private readonly IAdminClient _client;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _retry;
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _underWay = [];
    private bool _isDisposed;

    /// <summary>Connects in the background; nothing is asked of the brokers yet.</summary>
    /// <param name="bootstrapServers">For example <c>127.0.0.1:9092,127.0.0.1:9094</c>.</param>
    /// <param name="logger">Told what was made, and of retries.</param>
    /// <param name="timeProvider">Times the pauses between retries.</param>
    public TopicAdministrator(string bootstrapServers, ILogger logger, TimeProvider timeProvider)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(bootstrapServers);
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _bootstrapServers = bootstrapServers;
        _logger = logger;
        _client = KafkaAdminClient.Build(bootstrapServers);
        _retry = new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<KafkaException>(IsTransient).Handle<NotReadyException>(),
                MaxRetryAttempts = MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = MaxRetryDelay,
                UseJitter = true,
                OnRetry = retry =>
                {
                    _logger.TopicsRetried(retry.AttemptNumber + 1, MaxRetries, retry.Outcome.Exception?.Message ?? "");
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>
    /// Makes the topics that are missing and waits until every partition has a leader. Topics that are there are left
    /// as they are.
    /// </summary>
    /// <exception cref="TopicException">
    /// A topic is there with another number of partitions, was refused, or has no leaders after about a minute.
    /// </exception>
    public async Task EnsureAsync(IReadOnlyCollection<TopicDefinition> topics, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topics);
        if (topics.Count == 0)
        {
            return;
        }

        try
        {
            await _retry.ExecuteAsync(
                async token => await EnsureOnceAsync(topics, token), cancellationToken);
        }
        catch (KafkaException e)
        {
            throw new TopicException(
                $"The brokers at {_bootstrapServers} did not make or show the topics {Names(topics)}: {e.Error.Reason}",
                e);
        }
        catch (NotReadyException e)
        {
            throw new TopicException($"{e.Message} The brokers are {_bootstrapServers}; are enough of them up?", e);
        }
    }

    /// <summary>
    /// Gives the connections up, at once or as soon as the requests under way have ended, which their time-outs bound.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            if (_underWay.Count > 0)
            {
                return;
            }
        }

        _client.Dispose();
    }

    private static bool IsTransient(KafkaException e) => !e.Error.IsFatal && e.Error.Code is
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut
        or ErrorCode.Local_Resolve or ErrorCode.RequestTimedOut or ErrorCode.NotController
        or ErrorCode.LeaderNotAvailable or ErrorCode.BrokerNotAvailable or ErrorCode.NetworkException
        or ErrorCode.InvalidReplicationFactor; // fewer brokers are registered yet than the topic wants copies

    private static string Names(IEnumerable<TopicDefinition> topics) =>
        string.Join(", ", topics.Select(topic => topic.Name));

    private async Task EnsureOnceAsync(
        IReadOnlyCollection<TopicDefinition> topics, CancellationToken cancellationToken)
    {
        var found = await DescribeAsync(topics, cancellationToken);
        var missing = topics.Where(topic => !found.ContainsKey(topic.Name)).ToList();
        if (missing.Count > 0)
        {
            await CreateAsync(missing, cancellationToken);
            found = await DescribeAsync(topics, cancellationToken);
        }

        foreach (var topic in topics)
        {
            RequireReady(topic, found.GetValueOrDefault(topic.Name));
        }
    }

    private static void RequireReady(TopicDefinition topic, TopicDescription? found)
    {
        if (found is null)
        {
            throw new NotReadyException($"Topic {topic.Name} was made and is not visible yet.");
        }

        if (found.Partitions.Count != topic.Partitions)
        {
            throw new TopicException(
                $"Topic {topic.Name} has {found.Partitions.Count} partitions but {topic.Partitions} are wanted. Keys "
                + "would change their partition, so it is not altered: set the wanted number to what it has, or delete "
                + "the topic and fill it again.");
        }

        var leaderless = found.Partitions.Where(partition => partition.Leader is null or { Id: < 0 }).ToList();
        if (leaderless.Count > 0)
        {
            throw new NotReadyException(
                $"Topic {topic.Name} has no leader for partition {leaderless[0].Partition} yet.");
        }
    }

    private async Task<Dictionary<string, TopicDescription>> DescribeAsync(
        IReadOnlyCollection<TopicDefinition> topics, CancellationToken cancellationToken)
    {
        List<TopicDescription> descriptions;
        try
        {
            var request = _client.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(topics.Select(topic => topic.Name)),
                new DescribeTopicsOptions { RequestTimeout = RequestTimeout });
            var result = await Tracked(request).WaitAsync(cancellationToken);
            descriptions = result.TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            // Thrown as soon as one of the topics is unknown; the others are in its results.
            descriptions = e.Results.TopicDescriptions;
        }

        var failure = descriptions.Select(description => description.Error)
            .FirstOrDefault(error => error.IsError && error.Code != ErrorCode.UnknownTopicOrPart);
        return failure is null
            ? descriptions.Where(topic => !topic.Error.IsError).ToDictionary(topic => topic.Name)
            : throw new KafkaException(failure);
    }

    private async Task CreateAsync(List<TopicDefinition> topics, CancellationToken cancellationToken)
    {
        try
        {
            var request = _client.CreateTopicsAsync(
                topics.Select(Specification),
                new CreateTopicsOptions { RequestTimeout = RequestTimeout, OperationTimeout = RequestTimeout });
            await Tracked(request).WaitAsync(cancellationToken);
        }
        catch (CreateTopicsException e)
        {
            // Another one may make the same topics at the same time.
            var refused = e.Results.FirstOrDefault(result =>
                result.Error.IsError && result.Error.Code != ErrorCode.TopicAlreadyExists);
            if (refused is not null)
            {
                throw IsTransient(new KafkaException(refused.Error))
                    ? new KafkaException(refused.Error)
                    : new TopicException($"Topic {refused.Topic} was refused: {refused.Error.Reason}", e);
            }
        }

        _logger.TopicsMade(Names(topics));
    }

    // After a request was given up, disposing the client once hung for ever in native code, on a queue that was freed
    // already (2.16.0), and with it the service. So it is disposed once, and with no request under way.
    private TRequest Tracked<TRequest>(TRequest request)
        where TRequest : Task
    {
        lock (_gate)
        {
            _underWay.Add(request);
        }

        // Not on the thread that brings the answer: the client waits for that one when it is disposed.
        request.ContinueWith(Untrack, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return request;
    }

    private void Untrack(Task request)
    {
        // Seen, so that a request that was given up and failed is no unobserved exception.
        _ = request.Exception;
        bool isLast;
        lock (_gate)
        {
            _underWay.Remove(request);
            isLast = _isDisposed && _underWay.Count == 0;
        }

        if (isLast)
        {
            _client.Dispose();
        }
    }

    private static TopicSpecification Specification(TopicDefinition topic)
    {
        var settings = new Dictionary<string, string>(topic.Settings);
        settings.TryAdd("cleanup.policy", topic.IsCompacted ? "compact" : "delete");
        return new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions,
            ReplicationFactor = checked((short)topic.ReplicationFactor),
            Configs = settings,
        };
    }

    /// <summary>Something that is on its way; asked again.</summary>
    private sealed class NotReadyException(string message) : Exception(message);
}
