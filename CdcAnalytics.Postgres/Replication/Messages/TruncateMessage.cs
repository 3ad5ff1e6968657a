namespace CdcAnalytics.Postgres.Replication.Messages;

/// <summary>
/// Tables were emptied at once.
/// <see href="https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html"/>
/// </summary>
/// <remarks><c>54 | 00 00 00 01 (tables) | 00 (1 cascade, 2 restart identity) | 00 00 40 0A …</c></remarks>
/// <param name="RelationIds">The tables, published ones only.</param>
internal sealed record TruncateMessage(IReadOnlyList<uint> RelationIds)
{
    /// <summary>The message's first byte.</summary>
    public const byte Tag = (byte)'T';

    /// <summary>Reads what follows the tag.</summary>
    public static TruncateMessage Read(ref WireReader reader)
    {
        var relationIds = new uint[reader.ReadInt32()];
        reader.ReadByte();
        for (var index = 0; index < relationIds.Length; index++)
        {
            relationIds[index] = reader.ReadUInt32();
        }

        return new TruncateMessage(relationIds);
    }
}
