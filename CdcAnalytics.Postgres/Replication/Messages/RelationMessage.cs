namespace CdcAnalytics.Postgres.Replication.Messages;

/// <summary>
/// How a table's rows will look from now on; sent before its first change in a session and again after it was altered.
/// <see href="https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html"/>
/// </summary>
/// <remarks>
/// <c>52 | 00 00 40 0A | "public" 00 | "trip" 00 | 66 (f) | 00 02 | 01 "id" 00 00 00 00 14 FF FF FF FF | …</c>; the
/// schema pg_catalog is sent as an empty text.
/// </remarks>
/// <param name="RelationId">The table's object id.</param>
/// <param name="SchemaName">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="ReplicaIdentity"><c>d</c> primary key, <c>n</c> nothing, <c>f</c> full, <c>i</c> an index.</param>
/// <param name="Columns">Its columns in the order tuples have them.</param>
internal sealed record RelationMessage(
    uint RelationId, string SchemaName, string Name, char ReplicaIdentity, IReadOnlyList<RelationColumn> Columns)
{
    /// <summary>The message's first byte.</summary>
    public const byte Tag = (byte)'R';

    /// <summary>Reads what follows the tag.</summary>
    public static RelationMessage Read(ref WireReader reader)
    {
        var relationId = reader.ReadUInt32();
        var schemaName = reader.ReadText();
        var name = reader.ReadText();
        var replicaIdentity = (char)reader.ReadByte();
        var columns = new RelationColumn[reader.ReadInt16()];
        for (var index = 0; index < columns.Length; index++)
        {
            var isKey = (reader.ReadByte() & 1) != 0;
            columns[index] = new RelationColumn(reader.ReadText(), isKey, reader.ReadUInt32(), reader.ReadInt32());
        }

        return new RelationMessage(
            relationId, schemaName.Length == 0 ? "pg_catalog" : schemaName, name, replicaIdentity, columns);
    }
}
