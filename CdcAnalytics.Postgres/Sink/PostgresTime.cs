namespace CdcAnalytics.Postgres.Sink;

/// <summary>Times as Postgres counts them, from 2000-01-01, against ours, from 1970-01-01.</summary>
internal static class PostgresTime
{
    private const long MicrosecondsFrom1970To2000 = 946_684_800_000_000;
    private const int DaysFrom1970To2000 = 10_957;

    /// <summary>Postgres's count of microseconds.</summary>
    /// <exception cref="OverflowException">Earlier than Postgres can count.</exception>
    public static long FromMicroseconds(long sinceUnixEpoch) => checked(sinceUnixEpoch - MicrosecondsFrom1970To2000);

    /// <summary>Our count of microseconds.</summary>
    public static long ToMicroseconds(long since2000) => checked(since2000 + MicrosecondsFrom1970To2000);

    /// <summary>Postgres's count of days.</summary>
    public static int FromDays(long sinceUnixEpoch) => checked((int)(sinceUnixEpoch - DaysFrom1970To2000));
}
