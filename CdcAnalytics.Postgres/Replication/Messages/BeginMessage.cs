using System.Runtime.InteropServices;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Postgres.Replication.Messages;

/// <summary>
/// A transaction's changes follow.
/// <see href="https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html"/>
/// </summary>
/// <remarks><c>42 | 00 00 00 00 01 9E 2B 48 | 00 02 B8 5C 1C 6E 5A F0 | 00 00 02 E7</c></remarks>
/// <param name="CommitLsn">Where the commit record begins.</param>
/// <param name="CommitTimeMicroseconds">When it was committed, since 1970-01-01 00:00 UTC.</param>
/// <param name="TransactionId">The low 32 bits of its id.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BeginMessage(Lsn CommitLsn, long CommitTimeMicroseconds, uint TransactionId)
{
    /// <summary>The message's first byte.</summary>
    public const byte Tag = (byte)'B';

    /// <summary>Reads what follows the tag.</summary>
    public static BeginMessage Read(ref WireReader reader) =>
        new(reader.ReadLsn(), reader.ReadTimeMicroseconds(), reader.ReadUInt32());
}
