using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// What a group keeps for a list of aggregates: its weight (how many rows it has), then shared accumulators. Equal
/// accumulators of several aggregates are kept once.
/// </summary>
internal sealed class AggregateLayout
{
    /// <summary>Where a group's weight lies among its values.</summary>
    public const int WeightTarget = 0;

    /// <summary>Decimals of more digits are summed in three words: two would overflow after too few rows.</summary>
    private const int MaxNarrowPrecision = 24;

    private readonly RowType _input;
    private readonly Dictionary<(AccumulationKind Kind, int Argument, bool IsDistinct), int> _targets = [];
    private readonly List<Accumulation> _accumulations = [];
    private readonly SortedDictionary<int, MultisetLayout> _multisets = [];

    /// <summary>Lays out the accumulators of those aggregates.</summary>
    public AggregateLayout(RowType input, RowType output, int keyCount, IReadOnlyList<AggregateCall> calls)
    {
        _input = input;
        var results = new AggregateResult[calls.Count];
        for (var index = 0; index < calls.Count; index++)
        {
            results[index] = PlanCall(calls[index], output, keyCount + index);
        }

        Results = results;
        Accumulations = [.. _accumulations];
        Multisets = [.. _multisets.Values];
    }

    /// <summary>Words of a group's values.</summary>
    public int ValueWords { get; private set; } = WeightTarget + 1;

    /// <summary>Texts of a group's values.</summary>
    public int ValueTexts { get; private set; }

    /// <summary>What every row adds to.</summary>
    public Accumulation[] Accumulations { get; }

    /// <summary>Arguments whose values are kept one by one, for MIN, MAX and DISTINCT.</summary>
    public IReadOnlyList<MultisetLayout> Multisets { get; }

    /// <summary>How the output columns are computed.</summary>
    public AggregateResult[] Results { get; }

    private AggregateResult PlanCall(AggregateCall call, RowType output, int column)
    {
        var name = output.Columns[column].Name;
        var countTarget = WeightTarget;
        var valueTarget = 0;
        var scale = 0;
        var isWide = false;
        if (call.Function != AggregateFunction.CountRows)
        {
            var argument = call.Argument
                ?? throw new NotSupportedException($"{call.Function} in column '{name}' has no argument.");
            var type = _input.Columns[argument].Type;
            scale = type.Scale;
            var isExtremum = call.Function is AggregateFunction.Minimum or AggregateFunction.Maximum;
            var isDistinct = call.IsDistinct && !isExtremum;
            countTarget = isDistinct || type.IsNullable
                ? TargetOf(AccumulationKind.CountValues, argument, isDistinct, words: 1)
                : WeightTarget;
            if (call.Function is AggregateFunction.Sum or AggregateFunction.Average)
            {
                var kind = SumKindOf(type, call.Function, name);
                isWide = kind == AccumulationKind.SumWideDecimal;
                valueTarget = TargetOf(kind, argument, isDistinct, isWide ? 3 : 2);
            }
            else if (isExtremum)
            {
                valueTarget = PlanExtremum(argument, call.Function == AggregateFunction.Maximum, countTarget);
            }
        }

        return new AggregateResult(
            call.Function, name, call.Result, scale, countTarget, valueTarget, isWide, column, output.OffsetOf(column));
    }

    private static AccumulationKind SumKindOf(ColumnType type, AggregateFunction function, string name) =>
        type.Kind switch
        {
            ValueKind.Int32 or ValueKind.Int64 => AccumulationKind.SumInteger,
            ValueKind.Decimal => type.Precision <= MaxNarrowPrecision
                ? AccumulationKind.SumDecimal
                : AccumulationKind.SumWideDecimal,
            _ => throw new NotSupportedException(
                $"{function} in column '{name}' is over {type}; only integers and decimals are summed, since their "
                + "sums can be taken back exactly. Cast the argument to a DECIMAL."),
        };

    private int PlanExtremum(int argument, bool isMaximum, int countTarget)
    {
        var multiset = MultisetOf(argument);
        var kind = _input.Columns[argument].Type.Kind;
        foreach (var known in multiset.Extremes)
        {
            if (known.IsMaximum == isMaximum)
            {
                return known.Target;
            }
        }

        int target;
        if (kind == ValueKind.Text)
        {
            target = ValueTexts++;
        }
        else
        {
            target = ValueWords;
            ValueWords += kind == ValueKind.Decimal ? 2 : 1;
        }

        multiset.PresenceTarget = countTarget;
        multiset.Extremes.Add(new Extremum(isMaximum, kind, target));
        return target;
    }

    private int TargetOf(AccumulationKind kind, int argument, bool isDistinct, int words)
    {
        if (_targets.TryGetValue((kind, argument, isDistinct), out var known))
        {
            return known;
        }

        var target = ValueWords;
        ValueWords += words;
        _targets.Add((kind, argument, isDistinct), target);
        var isText = _input.Columns[argument].Type.Kind == ValueKind.Text;
        var step = new Accumulation(
            kind, argument >> 6, 1L << (argument & 63), isText ? 0 : _input.OffsetOf(argument), target);
        (isDistinct ? MultisetOf(argument).Accumulations : _accumulations).Add(step);
        return target;
    }

    private MultisetLayout MultisetOf(int argument)
    {
        if (!_multisets.TryGetValue(argument, out var layout))
        {
            layout = new MultisetLayout(argument, _input);
            _multisets.Add(argument, layout);
        }

        return layout;
    }
}
