using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Execution;

/// <summary>A total order of rows: by the ORDER BY, then by all columns, so that only equal rows are equal.</summary>
internal sealed class RowOrder
{
    private readonly Step[] _steps;

    /// <summary>Orders rows of that type.</summary>
    public RowOrder(RowType type, IReadOnlyList<OrderKey> keys)
    {
        var steps = keys.Select(key => StepOf(type, key)).ToList();
        for (var column = 0; column < type.Columns.Count; column++)
        {
            steps.Add(StepOf(type, new OrderKey(column, IsDescending: false, NullsFirst: true)));
        }

        _steps = [.. steps];
    }

    /// <summary>Compares two rows.</summary>
    public int Compare(
        ReadOnlySpan<long> leftWords,
        ReadOnlySpan<string?> leftTexts,
        ReadOnlySpan<long> rightWords,
        ReadOnlySpan<string?> rightTexts)
    {
        foreach (ref readonly var step in _steps.AsSpan())
        {
            var isLeftNull = (leftWords[step.NullWord] & step.NullMask) != 0;
            var isRightNull = (rightWords[step.NullWord] & step.NullMask) != 0;
            if (isLeftNull != isRightNull)
            {
                return isLeftNull == step.NullsFirst ? -1 : 1;
            }

            if (isLeftNull)
            {
                continue;
            }

            var order = ValueOrder.Compare(
                step.Kind, leftWords, leftTexts, step.Offset, rightWords, rightTexts, step.Offset);
            if (order != 0)
            {
                return step.IsDescending ? -order : order;
            }
        }

        return 0;
    }

    private static Step StepOf(RowType type, OrderKey key) => new(
        type.Columns[key.Column].Type.Kind,
        type.OffsetOf(key.Column),
        key.Column >> 6,
        1L << (key.Column & 63),
        key.IsDescending,
        key.NullsFirst);

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private readonly record struct Step(
        ValueKind Kind, int Offset, int NullWord, long NullMask, bool IsDescending, bool NullsFirst);
}
