namespace CdcAnalytics.Postgres.Replication.Messages;

/// <summary>
/// A message written by <c>pg_logical_emit_message</c>; ours are heartbeats, all others are ignored.
/// <see href="https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html"/>
/// </summary>
/// <remarks>
/// <c>4D | 01 (transactional) | LSN, 8 bytes | "cdc_analytics.heartbeat" 00 | 00 00 00 00 (length) | …</c>
/// </remarks>
/// <param name="IsTransactional">Whether it belongs to the transaction around it.</param>
/// <param name="Prefix">Who wrote it.</param>
internal sealed record LogicalMessage(bool IsTransactional, string Prefix)
{
    /// <summary>The message's first byte.</summary>
    public const byte Tag = (byte)'M';

    /// <summary>Reads what follows the tag; the content is not needed.</summary>
    public static LogicalMessage Read(ref WireReader reader)
    {
        var isTransactional = (reader.ReadByte() & 1) != 0;
        reader.ReadLsn();
        return new LogicalMessage(isTransactional, reader.ReadText());
    }
}
