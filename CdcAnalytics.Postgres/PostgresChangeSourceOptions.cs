namespace CdcAnalytics.Postgres;

/// <summary>
/// How a <see cref="PostgresChangeSource"/> reads; every value has a range that <see cref="Validate"/> checks.
/// </summary>
public sealed record PostgresChangeSourceOptions
{
    /// <summary>
    /// An Npgsql connection string to the database whose tables are captured, for a role with REPLICATION. Prefer a
    /// Unix socket: loopback TCP costs the server 1.7 times the CPU.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// Name of the replication slot, made by us: 1 to 63 of a-z, 0-9 and _. Default <c>cdc_analytics</c>.
    /// </summary>
    public string SlotName { get; init; } = "cdc_analytics";

    /// <summary>Name of the publication, made by us. Default <c>cdc_analytics</c>.</summary>
    public string PublicationName { get; init; } = "cdc_analytics";

    /// <summary>
    /// Bytes of changes after which a batch ends at the next transaction's end; inside a transaction it ends at twice
    /// that. 1 KiB to 1 GiB; default 4 MiB.
    /// </summary>
    public long MaxBatchBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Changes after which a batch ends likewise. 1 to 10,000,000; default 20,000.</summary>
    public int MaxBatchRows { get; init; } = 20_000;

    /// <summary>Rows read by one statement of the snapshot. 1 to 10,000,000; default 100,000.</summary>
    public int SnapshotChunkRows { get; init; } = 100_000;

    /// <summary>
    /// Distance to the end of the log above which the slot is read in bulk rather than streamed; null never does.
    /// At least 1 MiB; default 64 MiB.
    /// </summary>
    public long? CatchUpThresholdBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Changes asked for by one bulk call, which ends at a transaction's end. Each call decodes again from the slot's
    /// restart position, so small ones are slow. 1 to 100,000,000; default 500,000.
    /// </summary>
    public int CatchUpChunkRows { get; init; } = 500_000;

    /// <summary>How often the server hears from us while streaming: at most a third of its wal_sender_timeout. 10 ms to
    /// 1 h; default 10 s.</summary>
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an idle source looks whether the log grew without it. 10 ms to 1 day; default 10 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How far the log must have grown past the last end position before a heartbeat is written; larger than what one
    /// commit of the sink writes, or the heartbeats would feed themselves. 1 B to 1 GiB; default 1 MiB.
    /// </summary>
    public long HeartbeatDistanceBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a broken connection is tried again before reading fails. 0 to 1 day; default 5 min.</summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to wait for a slot that another connection still holds, as after a kill. 0 to 1 h; default 90
    /// s, since the server may need its wal_sender_timeout to notice.</summary>
    public TimeSpan SlotInUseTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">
    /// A value is out of range; the message names it and what was expected.
    /// </exception>
    public void Validate()
    {
        Require(ConnectionString.Length > 0, nameof(ConnectionString), "not empty");
        Require(IsSlotName(SlotName), nameof(SlotName), "1 to 63 of a-z, 0-9 and _");
        Require(PublicationName.Length is > 0 and <= 63, nameof(PublicationName), "1 to 63 characters");
        Require(MaxBatchBytes is >= 1024 and <= 1 << 30, nameof(MaxBatchBytes), "1 KiB to 1 GiB");
        Require(MaxBatchRows is >= 1 and <= 10_000_000, nameof(MaxBatchRows), "1 to 10,000,000");
        Require(SnapshotChunkRows is >= 1 and <= 10_000_000, nameof(SnapshotChunkRows), "1 to 10,000,000");
        Require(CatchUpThresholdBytes is null or >= 1 << 20, nameof(CatchUpThresholdBytes), "at least 1 MiB");
        Require(CatchUpChunkRows is >= 1 and <= 100_000_000, nameof(CatchUpChunkRows), "1 to 100,000,000");
        RequireBetween(StatusInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), nameof(StatusInterval));
        RequireBetween(
            HeartbeatInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), nameof(HeartbeatInterval));
        Require(HeartbeatDistanceBytes is >= 1 and <= 1 << 30, nameof(HeartbeatDistanceBytes), "1 B to 1 GiB");
        RequireBetween(ReconnectTimeout, TimeSpan.Zero, TimeSpan.FromDays(1), nameof(ReconnectTimeout));
        RequireBetween(SlotInUseTimeout, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(SlotInUseTimeout));
    }

    private static bool IsSlotName(string name) =>
        name.Length is > 0 and <= 63 && name.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    private static void RequireBetween(TimeSpan value, TimeSpan lowest, TimeSpan highest, string name) =>
        Require(value >= lowest && value <= highest, name, $"{lowest} to {highest}");

    private static void Require(bool holds, string name, string expected)
    {
        if (!holds)
        {
            throw new ArgumentException(
                $"{nameof(PostgresChangeSourceOptions)}.{name} is out of range; expected {expected}.");
        }
    }
}
