namespace CdcAnalytics.Postgres.Replication;

/// <summary>Postgres counts time from 2000-01-01 00:00, the engine from 1970-01-01 00:00.</summary>
internal static class PostgresEpoch
{
    /// <summary>Microseconds between the two.</summary>
    public const long UnixMicroseconds = 946_684_800_000_000;

    /// <summary>Days between the two.</summary>
    public const int UnixDays = 10_957;
}
