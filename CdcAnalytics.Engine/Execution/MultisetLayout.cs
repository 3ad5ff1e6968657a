using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Execution;

/// <summary>One argument whose values a group keeps one by one, each with how often it occurs.</summary>
internal sealed class MultisetLayout
{
    /// <summary>The values of that column of the input.</summary>
    public MultisetLayout(int argument, RowType input)
    {
        Kind = input.Columns[argument].Type.Kind;
        Source = input.OffsetOf(argument);
        NullWord = argument >> 6;
        NullMask = 1L << (argument & 63);
    }

    /// <summary>The kind of value.</summary>
    public ValueKind Kind { get; }

    /// <summary>Offset of the value in the input's rows.</summary>
    public int Source { get; }

    /// <summary>The word of the row with the value's NULL bit.</summary>
    public int NullWord { get; }

    /// <summary>The value's NULL bit.</summary>
    public long NullMask { get; }

    /// <summary>Words of a value.</summary>
    public int WordCount => Kind switch { ValueKind.Text => 0, ValueKind.Decimal => 2, _ => 1 };

    /// <summary>Texts of a value.</summary>
    public int TextCount => Kind == ValueKind.Text ? 1 : 0;

    /// <summary>Accumulators over the distinct values.</summary>
    public List<Accumulation> Accumulations { get; } = [];

    /// <summary>The MIN and MAX over the values.</summary>
    public List<Extremum> Extremes { get; } = [];

    /// <summary>Offset in the group's values of the count that is 0 when there is no value.</summary>
    public int PresenceTarget { get; set; }
}
