using System.Text.Json;
using System.Text.RegularExpressions;
using CdcAnalytics.ConnectorManager.Cli;
using CdcAnalytics.ConnectorManager.Desired;
using CdcAnalytics.ConnectorManager.Topics;
using Confluent.Kafka;

namespace CdcAnalytics.ConnectorManager.Signals;

/// <summary>Sends signals to Debezium over Kafka: the source database is not written to.</summary>
internal static class SignalSender
{
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Asks the connector that captures a table to read it again.</summary>
    /// <param name="connectors">The desired connectors.</param>
    /// <param name="table">The table as schema.table.</param>
    /// <param name="bootstrapServers">The brokers.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    /// <returns>The connector that was asked.</returns>
    /// <exception cref="CommandException">No connector captures the table, or the brokers do not answer.</exception>
    public static async Task<DesiredConnector> SendSnapshotAsync(
        IReadOnlyList<DesiredConnector> connectors,
        string table,
        string bootstrapServers,
        CancellationToken cancellationToken)
    {
        var connector = connectors.FirstOrDefault(connector => Captures(connector, table))
            ?? throw new CommandException(
                $"No connector captures the table '{table}'; captured are "
                    + string.Join(", ", connectors.SelectMany(TablesOf).DefaultIfEmpty("none"))
                    + ". Write it as schema.table.");
        var topic = ManagerTopics.SignalsOf(connector)
            ?? throw new CommandException(
                $"Connector {connector.Name} reads no signals; set \"signal.kafka.topic\" in {connector.File}.");
        var config = new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            Acks = Acks.All,
            MessageTimeoutMs = (int)DeliveryTimeout.TotalMilliseconds,
        };
        using var producer = new ProducerBuilder<string, byte[]>(config)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
        try
        {
            await producer.ProduceAsync(topic, Signal(connector, table), cancellationToken);
        }
        catch (ProduceException<string, byte[]> exception)
        {
            throw new CommandException(
                $"The signal could not be written to the topic {topic} at {bootstrapServers}: "
                    + exception.Error.Reason,
                exception);
        }

        return connector;
    }

    // Debezium takes only those whose key is its own topic prefix.
    private static Message<string, byte[]> Signal(DesiredConnector connector, string table) => new()
    {
        Key = connector.Setting("topic.prefix") ?? string.Empty,
        Value = JsonSerializer.SerializeToUtf8Bytes(
            new SnapshotSignal(new SnapshotSignalData([table])), SignalJson.Default.SnapshotSignal),
    };

    // The list holds regular expressions that must match the whole name, case aside.
    private static bool Captures(DesiredConnector connector, string table) =>
        TablesOf(connector).Any(pattern => Regex.IsMatch(
            table, $"^(?:{pattern})$", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)));

    private static IEnumerable<string> TablesOf(DesiredConnector connector) =>
        connector.Setting("table.include.list")?.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
