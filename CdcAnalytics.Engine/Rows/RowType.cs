namespace CdcAnalytics.Engine.Rows;

/// <summary>
/// The columns of a row and where each lies in it. A row is a fixed number of 64-bit words (first the NULL bits, then
/// the values) and a fixed number of texts, so that rows are hashed, compared, copied and stored without knowing their
/// types.
/// </summary>
/// <remarks>
/// A NULL value's words are zero and its text is null: two rows are equal exactly when their words and texts are.
/// </remarks>
public sealed class RowType
{
    private readonly int[] _offsets;

    /// <summary>Lays the columns out in the order given.</summary>
    public RowType(IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Columns = columns;
        NullWordCount = (columns.Count + 63) / 64;
        _offsets = new int[columns.Count];
        var word = NullWordCount;
        var text = 0;
        for (var index = 0; index < columns.Count; index++)
        {
            switch (columns[index].Type.Kind)
            {
                case ValueKind.Text:
                    _offsets[index] = text++;
                    break;
                case ValueKind.Decimal:
                    _offsets[index] = word;
                    word += 2;
                    break;
                default:
                    _offsets[index] = word++;
                    break;
            }
        }

        WordCount = word;
        TextCount = text;
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>
    /// Words at the row's beginning whose bits say which columns are NULL: column c is bit c % 64 of word c / 64.
    /// </summary>
    public int NullWordCount { get; }

    /// <summary>Words in a row, the NULL bits included.</summary>
    public int WordCount { get; }

    /// <summary>Texts in a row.</summary>
    public int TextCount { get; }

    /// <summary>
    /// Where the column's value begins inside a row: an index among the row's words or, for a text column, its texts.
    /// </summary>
    public int OffsetOf(int column) => _offsets[column];

    /// <summary>The position of the column with that exact name, or null when there is none.</summary>
    public int? Find(string name)
    {
        for (var index = 0; index < Columns.Count; index++)
        {
            if (string.Equals(Columns[index].Name, name, StringComparison.Ordinal))
            {
                return index;
            }
        }

        return null;
    }
}
