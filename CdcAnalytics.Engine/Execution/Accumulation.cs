using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// One accumulator of a group: where its argument lies in a row and where it lies in the group's values.
/// </summary>
/// <param name="Kind">How a row changes it.</param>
/// <param name="NullWord">The word of the row with the argument's NULL bit.</param>
/// <param name="NullMask">The argument's NULL bit.</param>
/// <param name="Source">Offset of the argument in the row.</param>
/// <param name="Target">Offset of the accumulator in the values.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Accumulation(
    AccumulationKind Kind, int NullWord, long NullMask, int Source, int Target)
{
    /// <summary>Adds a row's argument, weighted, to all accumulators.</summary>
    public static void Apply(
        ReadOnlySpan<Accumulation> accumulations, ReadOnlySpan<long> row, Span<long> values, int weight)
    {
        foreach (ref readonly var step in accumulations)
        {
            if ((row[step.NullWord] & step.NullMask) != 0)
            {
                continue;
            }

            switch (step.Kind)
            {
                case AccumulationKind.CountValues:
                    values[step.Target] += weight;
                    break;
                case AccumulationKind.SumInteger:
                    Add(values, step.Target, row[step.Source], weight);
                    break;
                case AccumulationKind.SumDecimal:
                    AddWide(values, step.Target, row[step.Source], row[step.Source + 1], weight, hasThirdWord: false);
                    break;
                default:
                    AddWide(values, step.Target, row[step.Source], row[step.Source + 1], weight, hasThirdWord: true);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Span<long> values, int target, long value, int weight) =>
        AddWide(values, target, value, value >> 63, weight, hasThirdWord: false);

    private static void AddWide(Span<long> values, int target, long low, long high, int weight, bool hasThirdWord)
    {
        var term = new Int128((ulong)high, (ulong)low);
        for (var count = Math.Abs(weight); count > 0; count--)
        {
            var sum = new Int128((ulong)values[target + 1], (ulong)values[target]);
            var next = weight > 0 ? unchecked(sum + term) : unchecked(sum - term);
            values[target] = (long)(ulong)next;
            values[target + 1] = (long)(ulong)(next >> 64);
            if (hasThirdWord)
            {
                // The third word counts how often the two words went round, so that the true sum is known at the end.
                var grows = Int128.IsNegative(term) != (weight > 0);
                values[target + 2] += grows && next < sum ? 1 : !grows && next > sum ? -1 : 0;
            }
        }
    }
}
