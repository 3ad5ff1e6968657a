using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.State;

namespace CdcAnalytics.Engine.Execution;

/// <summary>A live GROUP BY: every group's row is corrected for ever.</summary>
internal sealed class AggregateOperator : StatefulOperator
{
    private readonly EventContext _context;
    private readonly GroupState _groups;
    private readonly bool _isKeyless;
    private readonly long[] _oldWords;
    private readonly string?[] _oldTexts;
    private readonly long[] _newWords;
    private readonly string?[] _newTexts;
    private readonly long[] _emptyValues;
    private readonly string?[] _emptyValueTexts;
    private bool _owesFirstRow;

    /// <summary>An aggregate without groups.</summary>
    /// <param name="plan">What is grouped and computed.</param>
    /// <param name="queryName">For messages.</param>
    /// <param name="context">Learns that a row was taken.</param>
    /// <param name="faults">Takes rows that cannot be computed.</param>
    public AggregateOperator(
        PlanNode.Aggregate plan, string queryName, EventContext context, QueryFaults faults)
        : base(plan.Output, faults)
    {
        _context = context;
        _groups = new GroupState(
            queryName, plan.Input.Output, plan.Output, plan.KeyColumns, plan.Aggregates, ownLinks: 0);
        _isKeyless = plan.KeyColumns.Count == 0;
        _owesFirstRow = _isKeyless;
        _oldWords = new long[plan.Output.WordCount];
        _oldTexts = new string?[plan.Output.TextCount];
        _newWords = new long[plan.Output.WordCount];
        _newTexts = new string?[plan.Output.TextCount];
        _emptyValues = new long[_groups.Table.Shape.ValueWords];
        _emptyValueTexts = new string?[_groups.Table.Shape.ValueTexts];
    }

    /// <inheritdoc/>
    public override IEnumerable<StateTable> StoredTables => _groups.StoredTables;

    /// <inheritdoc/>
    public override void Push(long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
    {
        _groups.Update(words, wordOffset, texts, textOffset, weight, out _);
        _context.IsTaken = true;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        var table = _groups.Table;
        var dirty = table.DirtyEntries;
        for (var index = 0; index < dirty.Length; index++)
        {
            var group = dirty[index];
            _groups.Refresh(group);
            EmitDifference(
                table.KeyOf(group),
                table.KeyTextsOf(group),
                hadOld: table.WasStored(group) || (_isKeyless && !_owesFirstRow),
                table.OldValuesOf(index),
                table.OldValueTextsOf(index),
                hasNew: table.IsLive(group) || _isKeyless,
                table.ValuesOf(group),
                table.ValueTextsOf(group));
        }

        if (_owesFirstRow && dirty.Length == 0)
        {
            EmitDifference(
                [], [], hadOld: false, _emptyValues, _emptyValueTexts, hasNew: true, _emptyValues, _emptyValueTexts);
        }

        _owesFirstRow = false;
    }

    /// <inheritdoc/>
    public override void Enumerate(RowSink sink)
    {
        var table = _groups.Table;
        for (var group = 0; group < table.Limit; group++)
        {
            if (table.IsLive(group))
            {
                EnumerateRow(
                    sink,
                    table.KeyOf(group),
                    table.KeyTextsOf(group),
                    table.ValuesOf(group),
                    table.ValueTextsOf(group));
            }
        }

        if (_isKeyless && !_owesFirstRow && !(table.TryFind([], [], out var only) && table.IsLive(only)))
        {
            EnumerateRow(sink, [], [], _emptyValues, _emptyValueTexts);
        }
    }

    /// <inheritdoc/>
    public override void EndEpoch() => _groups.EndEpoch(beforeRemoval: null);

    /// <inheritdoc/>
    public override void AfterRestore()
    {
        _groups.AfterRestore();
        _owesFirstRow = false;
    }

    /// <inheritdoc/>
    public override void Forget()
    {
        _groups.Forget();
        _owesFirstRow = _isKeyless;
    }

    /// <inheritdoc/>
    public override void Truncate() => _groups.ClearAll();

    private void EmitDifference(
        ReadOnlySpan<long> key,
        ReadOnlySpan<string?> keyTexts,
        bool hadOld,
        ReadOnlySpan<long> oldValues,
        ReadOnlySpan<string?> oldValueTexts,
        bool hasNew,
        ReadOnlySpan<long> newValues,
        ReadOnlySpan<string?> newValueTexts)
    {
        if (hadOld && hasNew && oldValues.SequenceEqual(newValues) && RowText.AreEqual(oldValueTexts, newValueTexts))
        {
            return;
        }

        // A value that does not fit failed in the old row as well, which therefore was never emitted.
        var isOldWritten = hadOld && TryWrite(key, keyTexts, oldValues, oldValueTexts, _oldWords, _oldTexts, out _);
        RowEvaluationException? failure = null;
        var isNewWritten = hasNew && TryWrite(
            key, keyTexts, newValues, newValueTexts, _newWords, _newTexts, out failure);
        if (isOldWritten && isNewWritten
            && _oldWords.AsSpan().SequenceEqual(_newWords) && RowText.AreEqual(_oldTexts, _newTexts))
        {
            return;
        }

        if (isOldWritten)
        {
            Emit(_oldWords, 0, _oldTexts, 0, weight: -1);
        }

        if (isNewWritten)
        {
            Emit(_newWords, 0, _newTexts, 0, weight: 1);
        }
        else if (failure is not null)
        {
            Withhold(_newWords, 0, _newTexts, 0, failure);
        }
    }

    private void EnumerateRow(
        RowSink sink,
        ReadOnlySpan<long> key,
        ReadOnlySpan<string?> keyTexts,
        ReadOnlySpan<long> values,
        ReadOnlySpan<string?> valueTexts)
    {
        if (TryWrite(key, keyTexts, values, valueTexts, _newWords, _newTexts, out _))
        {
            EmitTo(sink, _newWords, 0, _newTexts, 0, weight: 1);
        }
    }

    private bool TryWrite(
        ReadOnlySpan<long> key,
        ReadOnlySpan<string?> keyTexts,
        ReadOnlySpan<long> values,
        ReadOnlySpan<string?> valueTexts,
        long[] words,
        string?[] texts,
        out RowEvaluationException? failure)
    {
        try
        {
            _groups.WriteOutput(key, keyTexts, values, valueTexts, words, texts);
            failure = null;
            return true;
        }
        catch (RowEvaluationException exception)
        {
            failure = exception;
            return false;
        }
    }
}
