namespace CdcAnalytics.Postgres.Replication.Messages;

/// <summary>
/// First bytes of the messages that carry rows, and of the tuples inside them.
/// <see href="https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html"/>
/// </summary>
/// <remarks>
/// Insert <c>49 | table id | 4E (N) tuple</c>; update <c>55 | table id | 4F (O) tuple | 4E (N) tuple</c>; delete
/// <c>44 | table id | 4F (O) tuple</c>. A tuple is <c>00 02 (columns) | 62 (b) 00 00 00 08 … | 6E (n)</c>.
/// </remarks>
internal static class RowChangeTag
{
    /// <summary>A row was inserted.</summary>
    public const byte Insert = (byte)'I';

    /// <summary>A row was changed.</summary>
    public const byte Update = (byte)'U';

    /// <summary>A row was deleted.</summary>
    public const byte Delete = (byte)'D';

    /// <summary>The new image follows.</summary>
    public const byte NewTuple = (byte)'N';

    /// <summary>The whole old image follows: the replica identity is FULL.</summary>
    public const byte OldTuple = (byte)'O';

    /// <summary>Only the old key follows: the replica identity is not FULL.</summary>
    public const byte KeyTuple = (byte)'K';

    /// <summary>A column is NULL.</summary>
    public const byte Null = (byte)'n';

    /// <summary>A large value that was not changed and is not sent again.</summary>
    public const byte UnchangedToast = (byte)'u';

    /// <summary>A value in text format.</summary>
    public const byte TextValue = (byte)'t';

    /// <summary>A value in binary format.</summary>
    public const byte BinaryValue = (byte)'b';
}
