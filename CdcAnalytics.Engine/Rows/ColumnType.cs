using System.Globalization;

namespace CdcAnalytics.Engine.Rows;

/// <summary>
/// The type of a column: how its values are held, how precise they are, and whether they may be NULL.
/// </summary>
/// <param name="Kind">How a value is held.</param>
/// <param name="Precision">
/// Digits in all for a decimal (1 to 38), digits after the second for a timestamp (0 to 6), else 0.
/// </param>
/// <param name="Scale">Digits after the point of a decimal (0 to <paramref name="Precision"/>), else 0.</param>
/// <param name="IsNullable">Whether NULL is allowed.</param>
public readonly record struct ColumnType(ValueKind Kind, int Precision, int Scale, bool IsNullable)
{
    /// <summary>The type in SQL's words, for messages: <c>DECIMAL(10, 2) NOT NULL</c>.</summary>
    public override string ToString()
    {
        var name = Kind switch
        {
            ValueKind.Boolean => "BOOLEAN",
            ValueKind.Int32 => "INT",
            ValueKind.Int64 => "BIGINT",
            ValueKind.Double => "DOUBLE",
            ValueKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({Precision}, {Scale})"),
            ValueKind.Timestamp => string.Create(CultureInfo.InvariantCulture, $"TIMESTAMP({Precision})"),
            ValueKind.Date => "DATE",
            ValueKind.Text => "STRING",
            _ => throw new InvalidOperationException($"Unknown value kind {Kind}."),
        };
        return IsNullable ? name : name + " NOT NULL";
    }
}
