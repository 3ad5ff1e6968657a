using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Simulation;

/// <summary>One row inside arrays, for delegates written by hand.</summary>
internal readonly struct RowView(RowType type, long[] words, int wordOffset, string?[] texts, int textOffset)
{
    public long Word(int column) => words[wordOffset + type.OffsetOf(column)];

    public void SetWord(int column, long value) => words[wordOffset + type.OffsetOf(column)] = value;

    public bool IsNull(int column) => ((words[wordOffset + (column >> 6)] >> (column & 63)) & 1) != 0;

    public void Copy(int column, RowView from, int fromColumn)
    {
        if (from.IsNull(fromColumn))
        {
            words[wordOffset + (column >> 6)] |= 1L << (column & 63);
            return;
        }

        switch (type.Columns[column].Type.Kind)
        {
            case ValueKind.Text:
                texts[textOffset + type.OffsetOf(column)] = from.Text(fromColumn);
                break;
            case ValueKind.Decimal:
                SetWord(column, from.Word(fromColumn));
                words[wordOffset + type.OffsetOf(column) + 1] = from.HighWord(fromColumn);
                break;
            default:
                SetWord(column, from.Word(fromColumn));
                break;
        }
    }

    private string? Text(int column) => texts[textOffset + type.OffsetOf(column)];

    private long HighWord(int column) => words[wordOffset + type.OffsetOf(column) + 1];
}
