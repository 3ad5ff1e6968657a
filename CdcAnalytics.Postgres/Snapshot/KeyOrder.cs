using System.Text;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Postgres.Replication;

namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>Compares a table's primary keys in the order the snapshot reads them; texts by their UTF-8 bytes.</summary>
internal static class KeyOrder
{
    /// <summary>A row that holds only the key, for <see cref="Compare"/>.</summary>
    /// <exception cref="InvalidDataException">The texts are not a key of that table.</exception>
    public static RowBuffer Parse(SourceTable table, IReadOnlyList<string> key)
    {
        var rows = new RowBuffer(table.RowType);
        var row = rows.AddRow();
        if (key.Count != table.PrimaryKey.Count)
        {
            throw new InvalidDataException($"The checkpoint's key of {table.Name} has {key.Count} values.");
        }

        for (var index = 0; index < key.Count; index++)
        {
            if (TextValueDecoder.Decode(key[index], rows, row, table.PrimaryKey[index]) is { } failure)
            {
                throw new InvalidDataException($"The checkpoint's key of {table.Name}, '{key[index]}', {failure}.");
            }
        }

        return rows;
    }

    /// <summary>The row's key as texts.</summary>
    public static IReadOnlyList<string> Format(SourceTable table, RowBuffer rows, int row) =>
        [.. table.PrimaryKey.Select(column => ValueText.Format(rows, row, column) ?? string.Empty)];

    /// <summary>Below zero when the left key comes first, zero when they are the same.</summary>
    public static int Compare(SourceTable table, RowBuffer left, int leftRow, RowBuffer right, int rightRow)
    {
        foreach (var column in table.PrimaryKey)
        {
            var order = table.RowType.Columns[column].Type.Kind switch
            {
                ValueKind.Text => CompareTexts(left.GetText(leftRow, column), right.GetText(rightRow, column)),
                ValueKind.Decimal => left.GetDecimal(leftRow, column).CompareTo(right.GetDecimal(rightRow, column)),
                ValueKind.Double => CompareDoubles(left.GetWord(leftRow, column), right.GetWord(rightRow, column)),
                _ => left.GetWord(leftRow, column).CompareTo(right.GetWord(rightRow, column)),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int CompareTexts(string? left, string? right) =>
        Encoding.UTF8.GetBytes(left ?? string.Empty).AsSpan()
            .SequenceCompareTo(Encoding.UTF8.GetBytes(right ?? string.Empty));

    // Postgres puts NaN after every number, .NET before.
    private static int CompareDoubles(long leftBits, long rightBits)
    {
        var left = BitConverter.Int64BitsToDouble(leftBits);
        var right = BitConverter.Int64BitsToDouble(rightBits);
        return double.IsNaN(left) || double.IsNaN(right)
            ? double.IsNaN(left).CompareTo(double.IsNaN(right))
            : left.CompareTo(right);
    }
}
