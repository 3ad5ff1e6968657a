using System.Runtime.InteropServices;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Postgres.Replication.Messages;

/// <summary>
/// The transaction's changes are complete.
/// <see href="https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html"/>
/// </summary>
/// <remarks><c>43 | 00 (flags) | commit LSN, 8 bytes | end LSN, 8 bytes | time, 8 bytes</c></remarks>
/// <param name="CommitLsn">Where the commit record begins.</param>
/// <param name="CommitEndLsn">First byte after the commit record.</param>
/// <param name="CommitTimeMicroseconds">When it was committed, since 1970-01-01 00:00 UTC.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CommitMessage(Lsn CommitLsn, Lsn CommitEndLsn, long CommitTimeMicroseconds)
{
    /// <summary>The message's first byte.</summary>
    public const byte Tag = (byte)'C';

    /// <summary>Reads what follows the tag.</summary>
    public static CommitMessage Read(ref WireReader reader)
    {
        reader.ReadByte();
        return new CommitMessage(reader.ReadLsn(), reader.ReadLsn(), reader.ReadTimeMicroseconds());
    }
}
