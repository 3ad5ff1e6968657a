using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Sql.Binding;

/// <summary>
/// Flink's rules for the types that expressions yield: a decimal's digits, the common type of several, lossless
/// widening.
/// </summary>
internal static class TypeRules
{
    private const int MaximumPrecision = 38;
    private const int MinimumAdjustedScale = 6;

    /// <summary>A type without precision.</summary>
    public static ColumnType Of(ValueKind kind, bool isNullable) => new(kind, 0, 0, isNullable);

    /// <summary>A decimal type.</summary>
    public static ColumnType Decimal(int precision, int scale, bool isNullable) =>
        new(ValueKind.Decimal, precision, scale, isNullable);

    /// <summary>Whether it is a number.</summary>
    public static bool IsNumeric(this ColumnType type) => type.IsExact() || type.Kind == ValueKind.Double;

    /// <summary>Whether it is a whole number or a decimal.</summary>
    public static bool IsExact(this ColumnType type) => type.IsInteger() || type.Kind == ValueKind.Decimal;

    /// <summary>Whether it is INT or BIGINT.</summary>
    public static bool IsInteger(this ColumnType type) => type.Kind is ValueKind.Int32 or ValueKind.Int64;

    /// <summary>Whether it is a date or a timestamp.</summary>
    public static bool IsTime(this ColumnType type) => type.Kind is ValueKind.Date or ValueKind.Timestamp;

    /// <summary>The type in words, without its NOT NULL.</summary>
    public static string Name(this ColumnType type) => (type with { IsNullable = true }).ToString();

    /// <summary>Whether two types hold the same values, NULL aside.</summary>
    public static bool IsSameAs(this ColumnType type, ColumnType other) =>
        type with { IsNullable = true } == other with { IsNullable = true };

    /// <summary>The decimal type that holds every value of an exact type.</summary>
    public static ColumnType AsDecimal(ColumnType type) => type.Kind switch
    {
        ValueKind.Int32 => Decimal(10, 0, type.IsNullable),
        ValueKind.Int64 => Decimal(19, 0, type.IsNullable),
        _ => type,
    };

    /// <summary>The type of a sum or difference of decimals.</summary>
    public static ColumnType Sum(ColumnType left, ColumnType right)
    {
        var scale = Math.Max(left.Scale, right.Scale);
        return Adjusted(Math.Max(left.Precision - left.Scale, right.Precision - right.Scale) + scale + 1, scale);
    }

    /// <summary>The type of a product of decimals.</summary>
    public static ColumnType Product(ColumnType left, ColumnType right) =>
        Adjusted(left.Precision + right.Precision + 1, left.Scale + right.Scale);

    /// <summary>The type of a quotient of decimals.</summary>
    public static ColumnType Quotient(ColumnType left, ColumnType right)
    {
        var scale = Math.Max(6, left.Scale + right.Precision + 1);
        return Adjusted(left.Precision - left.Scale + right.Scale + scale, scale);
    }

    /// <summary>The type of a remainder of decimals.</summary>
    public static ColumnType Remainder(ColumnType left, ColumnType right)
    {
        var scale = Math.Max(left.Scale, right.Scale);
        return left.Scale == 0 && right.Scale == 0
            ? right
            : Adjusted(Math.Min(left.Precision - left.Scale, right.Precision - right.Scale) + scale, scale);
    }

    /// <summary>The type of a decimal rounded to some digits after the point.</summary>
    public static ColumnType Rounded(ColumnType type, int digits) =>
        digits >= type.Scale ? type
        : digits < 0 ? Decimal(Math.Min(MaximumPrecision, 1 + type.Precision - type.Scale), 0, type.IsNullable)
        : Decimal(1 + type.Precision - type.Scale + digits, digits, type.IsNullable);

    /// <summary>The type all values of two types convert to, or null when there is none.</summary>
    public static ColumnType? Common(ColumnType left, ColumnType right)
    {
        var isNullable = left.IsNullable || right.IsNullable;
        if (left.Kind == right.Kind && left.Kind != ValueKind.Decimal)
        {
            return left with { Precision = Math.Max(left.Precision, right.Precision), IsNullable = isNullable };
        }

        if (left.IsNumeric() && right.IsNumeric())
        {
            return left.Kind == ValueKind.Double || right.Kind == ValueKind.Double ? Of(ValueKind.Double, isNullable)
                : left.IsInteger() && right.IsInteger() ? Of(ValueKind.Int64, isNullable)
                : CommonDecimal(AsDecimal(left), AsDecimal(right)) with { IsNullable = isNullable };
        }

        return left.IsTime() && right.IsTime()
            ? new ColumnType(ValueKind.Timestamp, Math.Max(left.Precision, right.Precision), 0, isNullable)
            : null;
    }

    /// <summary>Whether every value of one type is, exactly, a value of the other, NULL aside.</summary>
    public static bool IsLossless(ColumnType from, ColumnType to) => (from.Kind, to.Kind) switch
    {
        (ValueKind.Decimal, ValueKind.Decimal) =>
            to.Scale >= from.Scale && to.Precision - to.Scale >= from.Precision - from.Scale,
        (ValueKind.Int32 or ValueKind.Int64, ValueKind.Decimal) => to.Precision - to.Scale >= AsDecimal(from).Precision,
        (ValueKind.Int32, ValueKind.Int64 or ValueKind.Double) => true,
        (ValueKind.Date, ValueKind.Timestamp) => true,
        (ValueKind.Timestamp, ValueKind.Timestamp) => to.Precision >= from.Precision,
        _ => from.IsSameAs(to),
    };

    private static ColumnType CommonDecimal(ColumnType left, ColumnType right)
    {
        var whole = Math.Max(left.Precision - left.Scale, right.Precision - right.Scale);
        var scale = Math.Min(Math.Max(left.Scale, right.Scale), MaximumPrecision - whole);
        return Decimal(whole + scale, scale, isNullable: true);
    }

    /// <summary>Gives up digits after the point, down to six, where there would be more than 38 in all.</summary>
    private static ColumnType Adjusted(int precision, int scale)
    {
        if (precision <= MaximumPrecision)
        {
            return Decimal(precision, scale, isNullable: true);
        }

        var kept = Math.Max(MaximumPrecision - (precision - scale), Math.Min(scale, MinimumAdjustedScale));
        return Decimal(MaximumPrecision, kept, isNullable: true);
    }
}
