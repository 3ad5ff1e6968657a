using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>When a snapshot was taken.</summary>
/// <param name="Visibility">What it sees, as <c>pg_current_snapshot()</c> prints it.</param>
/// <param name="Lsn">A position after the commit of everything it sees.</param>
/// <param name="TimeMicroseconds">The server's clock, in microseconds since 1970-01-01 00:00 UTC.</param>
internal sealed record SnapshotMoment(string Visibility, Lsn Lsn, long TimeMicroseconds);
