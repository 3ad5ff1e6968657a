using CdcAnalytics.Engine.Rows;
using Npgsql;
using NpgsqlTypes;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>
/// Columns of a run of rows as array parameters, for <c>unnest</c>. Timestamps and dates go as Postgres's own counts
/// and decimals as text, so that no value loses a digit or a far year on the way.
/// </summary>
internal static class ColumnArrays
{
    /// <summary>The cast that makes the parameter's array one of the column's type.</summary>
    public static string Cast(ColumnType type) => type.Kind switch
    {
        ValueKind.Boolean => "::boolean[]",
        ValueKind.Int32 => "::integer[]",
        ValueKind.Int64 => "::bigint[]",
        ValueKind.Double => "::double precision[]",
        ValueKind.Decimal => "::text[]::numeric[]",
        ValueKind.Timestamp => "::timestamp[]",
        ValueKind.Date => "::date[]",
        ValueKind.Text => "::text[]",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type.Kind, "Unknown value kind."),
    };

    /// <summary>
    /// One column of rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/>.
    /// </summary>
    public static NpgsqlParameter Create(RowBuffer rows, int column, int first, int count)
    {
        var type = rows.Type.Columns[column].Type;
        return type.Kind switch
        {
            ValueKind.Boolean => Words(NpgsqlDbType.Boolean, rows, column, first, count, word => word != 0),
            ValueKind.Int32 => Words(NpgsqlDbType.Integer, rows, column, first, count, word => checked((int)word)),
            ValueKind.Int64 => Words(NpgsqlDbType.Bigint, rows, column, first, count, word => word),
            ValueKind.Double => Words(NpgsqlDbType.Double, rows, column, first, count, BitConverter.Int64BitsToDouble),
            ValueKind.Timestamp =>
                Words(NpgsqlDbType.Timestamp, rows, column, first, count, PostgresTime.FromMicroseconds),
            ValueKind.Date => Words(NpgsqlDbType.Date, rows, column, first, count, PostgresTime.FromDays),
            ValueKind.Decimal => Texts(rows, column, first, count,
                (buffer, row, index) => DecimalText.Format(buffer.GetDecimal(row, index), type.Scale)),
            ValueKind.Text => Texts(rows, column, first, count,
                (buffer, row, index) => buffer.GetText(row, index)),
            _ => throw new InvalidOperationException($"Unknown value kind {type.Kind}."),
        };
    }

    /// <summary>An array parameter.</summary>
    public static NpgsqlParameter Create<T>(NpgsqlDbType elementType, T[] values) =>
        new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | elementType };

    private static NpgsqlParameter Words<T>(
        NpgsqlDbType elementType, RowBuffer rows, int column, int first, int count, Func<long, T> convert)
        where T : struct
    {
        if (!rows.Type.Columns[column].Type.IsNullable)
        {
            var values = new T[count];
            for (var index = 0; index < count; index++)
            {
                values[index] = convert(rows.GetWord(first + index, column));
            }

            return Create(elementType, values);
        }

        var nullable = new T?[count];
        for (var index = 0; index < count; index++)
        {
            nullable[index] =
                rows.IsNull(first + index, column) ? null : convert(rows.GetWord(first + index, column));
        }

        return Create(elementType, nullable);
    }

    private static NpgsqlParameter Texts(
        RowBuffer rows, int column, int first, int count, Func<RowBuffer, int, int, string?> read)
    {
        var values = new string?[count];
        for (var index = 0; index < count; index++)
        {
            values[index] = rows.IsNull(first + index, column) ? null : read(rows, first + index, column);
        }

        return Create(NpgsqlDbType.Text, values);
    }
}
