using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Parsing;

/// <summary>Parses the names of types.</summary>
internal static class TypeParser
{
    private const string Supported =
        "The types are BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL(p, s), STRING, VARCHAR(n), "
        + "CHAR(n), TIMESTAMP(p) and DATE.";

    /// <summary>Reads a type and what it says of NULL.</summary>
    public static TypeSyntax Type(TokenCursor cursor)
    {
        var start = cursor.Here;
        var hasLength = cursor.PeekWord() is "VARCHAR" or "CHAR" && cursor.IsSymbol("(", 1);
        var type = TypeName(cursor);
        if (cursor.TryWords("NOT", "NULL"))
        {
            type = type with { IsNullable = false };
        }
        else
        {
            cursor.TryWords("NULL");
        }

        return new TypeSyntax(type, hasLength, cursor.Since(start));
    }

    private static ColumnType TypeName(TokenCursor cursor)
    {
        var start = cursor.Here;
        var word = cursor.PeekWord() ?? throw cursor.Expected("a type", Supported);
        cursor.Take();
        switch (word)
        {
            case "BOOLEAN":
                return Simple(ValueKind.Boolean);
            case "TINYINT" or "SMALLINT" or "INT" or "INTEGER":
                return Simple(ValueKind.Int32);
            case "BIGINT":
                return Simple(ValueKind.Int64);
            case "FLOAT":
                return Simple(ValueKind.Double);
            case "DOUBLE":
                cursor.TryWords("PRECISION");
                return Simple(ValueKind.Double);
            case "DECIMAL" or "NUMERIC" or "DEC":
                return Decimal(cursor);
            case "STRING":
                return Simple(ValueKind.Text);
            case "VARCHAR" or "CHAR":
                Length(cursor);
                return Simple(ValueKind.Text);
            case "TIMESTAMP":
                return Timestamp(cursor, start);
            case "DATE":
                return Simple(ValueKind.Date);
            case "TIMESTAMP_LTZ":
                throw start.Error(
                    "Times with a time zone are not supported.",
                    "Write TIMESTAMP(p): the row's own clock, never shifted.");
            case "TIME":
                throw start.Error("TIME is not supported.", "Keep the time of day inside a TIMESTAMP(p).");
            case "BYTES" or "BINARY" or "VARBINARY" or "ARRAY" or "MAP" or "ROW" or "MULTISET" or "RAW" or "VARIANT":
                throw start.Error($"{word} columns are not supported.", $"Leave the column out. {Supported}");
            default:
                throw start.Error($"{word} is no type.", Supported);
        }
    }

    private static ColumnType Simple(ValueKind kind) => new(kind, 0, 0, IsNullable: true);

    private static ColumnType Decimal(TokenCursor cursor)
    {
        // DECIMAL alone is DECIMAL(10, 0), as in Flink.
        int precision = 10, scale = 0;
        if (cursor.TrySymbol("("))
        {
            precision = cursor.WholeNumber("a number of digits from 1 to 38", maximum: 38);
            if (cursor.TrySymbol(","))
            {
                var span = cursor.Here;
                scale = cursor.WholeNumber("a number of digits after the point", maximum: 38);
                if (scale > precision)
                {
                    throw span.Error(
                        $"DECIMAL({precision}, {scale}) has more digits after the point than digits in all.");
                }
            }

            if (precision == 0)
            {
                throw cursor.Here.Error("A DECIMAL has 1 to 38 digits.");
            }

            cursor.Symbol(")");
        }

        return new ColumnType(ValueKind.Decimal, precision, scale, IsNullable: true);
    }

    private static void Length(TokenCursor cursor)
    {
        if (cursor.TrySymbol("("))
        {
            cursor.WholeNumber("a length", maximum: int.MaxValue);
            cursor.Symbol(")");
        }
    }

    private static ColumnType Timestamp(TokenCursor cursor, SourceSpan start)
    {
        // TIMESTAMP alone is TIMESTAMP(6), as in Flink and Postgres.
        var precision = 6;
        if (cursor.TrySymbol("("))
        {
            var span = cursor.Here;
            precision = cursor.WholeNumber("a number of digits after the second", maximum: 9);
            if (precision > 6)
            {
                throw span.Error(
                    $"TIMESTAMP({precision}) is finer than Postgres keeps.", "Write TIMESTAMP(6): microseconds.");
            }

            cursor.Symbol(")");
        }

        if (cursor.IsWord("WITH"))
        {
            throw start.Error(
                "Times with a time zone are not supported.", "Write TIMESTAMP(p): the row's own clock, never shifted.");
        }

        if (cursor.TryWords("WITHOUT"))
        {
            cursor.Word("TIME");
            cursor.Word("ZONE");
        }

        return new ColumnType(ValueKind.Timestamp, precision, 0, IsNullable: true);
    }
}
