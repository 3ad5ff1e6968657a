using CdcAnalytics.ConnectorManager.Desired;
using CdcAnalytics.ConnectorManager.Reconciling;
using CdcAnalytics.ConnectorManager.Settings;
using CdcAnalytics.ConnectorManager.Topics;
using Confluent.Kafka;

namespace CdcAnalytics.ConnectorManager.DeadLetters;

/// <summary>Counts the dead letters every few seconds, for health and metrics; the host owns and awaits it.</summary>
internal sealed class DeadLetterWatch : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ManagerSettings _settings;
    private readonly ILogger<DeadLetterWatch> _logger;
    private readonly TimeProvider _timeProvider;
    private volatile DeadLetterCount _current = new(Records: null, [], Problem: null);

    /// <summary>A watch; its count is among the metrics.</summary>
    public DeadLetterWatch(
        ManagerSettings settings, ManagerMetrics metrics, ILogger<DeadLetterWatch> logger, TimeProvider timeProvider)
    {
        _settings = settings;
        _logger = logger;
        _timeProvider = timeProvider;
        metrics.ObserveDeadLetters(() => Current.Records);
    }

    /// <summary>The newest count.</summary>
    public DeadLetterCount Current => _current;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var reader = new DeadLetterReader(_settings.BootstrapServers, _logger);
        using var timer = new PeriodicTimer(Interval, _timeProvider);
        do
        {
            // The client's calls block.
            var count = await Task.Run(() => Count(reader), stoppingToken);
            if (count.Records > (_current.Records ?? 0))
            {
                _logger.DeadLettersFound(count.Records.Value, string.Join(", ", count.Topics));
            }

            _current = count;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private DeadLetterCount Count(DeadLetterReader reader)
    {
        try
        {
            var topics = ManagerTopics.DeadLettersOf(_settings.ReadConnectors());
            return new DeadLetterCount(reader.Count(topics), topics, Problem: null);
        }
        catch (KafkaException exception)
        {
            return _current with { Problem = $"The dead letters could not be counted: {exception.Error.Reason}" };
        }
        catch (ConnectorFileException exception)
        {
            // The connectors' own check says it too.
            return _current with { Problem = exception.Message };
        }
    }
}
