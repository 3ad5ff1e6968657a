namespace CdcAnalytics.Engine.Positions;

/// <summary>
/// How far a source has been read, always at a transaction's end or between two rows of a snapshot: everything before
/// it is in the results, nothing after it is.
/// </summary>
/// <param name="CommitEndLsn">
/// First byte after the last commit record covered; reading resumes here. Null while the initial snapshot has not
/// reached the stream.
/// </param>
/// <param name="SourceState">
/// What the source itself needs to resume, as JSON only it reads: the cursor of an unfinished snapshot, the
/// row-visibility of its chunks. Null when the position alone is enough.
/// </param>
public sealed record SourcePosition(Lsn? CommitEndLsn, string? SourceState);
