using CdcAnalytics.Engine.Positions;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Postgres;

/// <summary>Gives log positions to statements.</summary>
internal static class LsnParameter
{
    /// <summary>A parameter of type pg_lsn.</summary>
    public static NpgsqlParameter Of(Lsn position) =>
        new NpgsqlParameter<NpgsqlLogSequenceNumber>
        {
            TypedValue = new NpgsqlLogSequenceNumber(position.Value),
            NpgsqlDbType = NpgsqlDbType.PgLsn,
        };
}
