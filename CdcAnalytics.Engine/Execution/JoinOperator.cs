using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Engine.State;

namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// A join to a small updating table. The right rows are kept; the left output is walked again when right rows change.
/// Changes of the right side wait for the flush: left differences meet the old right rows, and then the whole new left
/// output meets the difference of the right rows, so that nothing is counted twice when both change in one epoch.
/// </summary>
internal sealed class JoinOperator : StatefulOperator
{
    private const int ChainLink = 0;

    private readonly string _queryName;
    private readonly EventContext _context;
    private readonly bool _isLeftJoin;
    private readonly RowType _leftType;
    private readonly RowType _rightType;
    private readonly KeyLayout _leftLayout;
    private readonly KeyLayout _rightLayout;
    private readonly RowConcatenation _row;
    private readonly StateTable _right;
    private readonly StateTable _index;
    private readonly StateTable _pending;
    private readonly StateTable _changedKeys;
    private readonly long[] _key;
    private readonly string?[] _keyTexts;
    private readonly UpstreamOutput _rematched;
    private readonly UpstreamOutput _enumerated;
    private int _rematchWeight;
    private RowSink? _enumerationSink;

    /// <summary>A join without right rows.</summary>
    /// <param name="plan">What is joined.</param>
    /// <param name="queryName">For messages.</param>
    /// <param name="walkLeft">Makes a walk of the left output into a given end.</param>
    /// <param name="context">Learns that a right row was taken.</param>
    /// <param name="faults">Takes rows that cannot be computed.</param>
    public JoinOperator(
        PlanNode.Join plan,
        string queryName,
        Func<RowSink, UpstreamOutput> walkLeft,
        EventContext context,
        QueryFaults faults)
        : base(plan.Output, faults)
    {
        _queryName = queryName;
        _context = context;
        _isLeftJoin = plan.Kind == JoinKind.Left;
        _leftType = plan.Left.Output;
        _rightType = plan.Right.Output;
        _leftLayout = new KeyLayout(_leftType, plan.LeftKeys, keepsNulls: false);
        _rightLayout = new KeyLayout(_rightType, plan.RightKeys, keepsNulls: false);
        RefuseUnlikeKeys(plan, queryName);
        _row = new RowConcatenation(_leftType, _rightType, plan.Output);
        var rowShape = new StateShape(
            _rightType.WordCount, _rightType.TextCount, ValueWords: 1, ValueTexts: 0, LinkWords: 1, KeepsOld: false);
        var keyShape = new StateShape(
            _leftLayout.WordCount, _leftLayout.TextCount, ValueWords: 1, ValueTexts: 0, LinkWords: 1, KeepsOld: false);
        _right = new StateTable(rowShape);
        _pending = new StateTable(rowShape);
        _index = new StateTable(keyShape);
        _changedKeys = new StateTable(keyShape);
        _key = new long[_leftLayout.WordCount];
        _keyTexts = new string?[_leftLayout.TextCount];
        RightInput = new RightSide(this);
        _rematched = walkLeft(new ChangedKeyFilter(this));
        _enumerated = walkLeft(new EnumerationEnd(this));
    }

    /// <summary>Takes the delta rows of the right side.</summary>
    public RowSink RightInput { get; }

    /// <inheritdoc/>
    public override IEnumerable<StateTable> StoredTables => [_right];

    /// <inheritdoc/>
    public override IEnumerable<StateTable> DerivedTables => [_index];

    /// <inheritdoc/>
    public override void Push(long[] words, int wordOffset, string?[] texts, int textOffset, int weight) =>
        Match(words, wordOffset, texts, textOffset, weight, sink: null);

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        CollectChangedKeys();
        if (_changedKeys.Count > 0)
        {
            _rematchWeight = -1;
            _rematched.Enumerate();
        }

        ApplyPending();
        if (_changedKeys.Count > 0)
        {
            _rematchWeight = 1;
            _rematched.Enumerate();
            _changedKeys.Reset();
        }

        _pending.Reset();
    }

    /// <inheritdoc/>
    public override void Enumerate(RowSink sink)
    {
        _enumerationSink = sink;
        _enumerated.Enumerate();
        _enumerationSink = null;
    }

    /// <inheritdoc/>
    public override void EndEpoch() => _right.EndEpoch(beforeRemoval: null);

    /// <inheritdoc/>
    public override void AfterRestore()
    {
        for (var entry = 0; entry < _right.Limit; entry++)
        {
            if (_right.IsInUse(entry))
            {
                Link(entry);
            }
        }
    }

    /// <inheritdoc/>
    public override void Forget()
    {
        _right.Forget();
        _index.Forget();
        _pending.Forget();
    }

    /// <summary>
    /// Nothing: only an aggregate on the left is fed by a source table, and it retracts its own output.
    /// </summary>
    public override void Truncate()
    {
    }

    /// <summary>Takes a TRUNCATE of the right side's table.</summary>
    public void TruncateRight()
    {
        _pending.Reset();
        for (var entry = 0; entry < _right.Limit; entry++)
        {
            if (_right.IsLive(entry))
            {
                var pending = _pending.FindOrAdd(_right.KeyOf(entry), _right.KeyTextsOf(entry), out _);
                _pending.ValuesOf(pending)[0] = -_right.ValuesOf(entry)[0];
            }
        }
    }

    private static void RefuseUnlikeKeys(PlanNode.Join plan, string queryName)
    {
        for (var index = 0; index < plan.LeftKeys.Count; index++)
        {
            var left = plan.Left.Output.Columns[plan.LeftKeys[index]];
            var right = plan.Right.Output.Columns[plan.RightKeys[index]];
            if (left.Type.Kind != right.Type.Kind || left.Type.Scale != right.Type.Scale)
            {
                throw new NotSupportedException(
                    $"'{queryName}' joins '{left.Name}' ({left.Type}) to '{right.Name}' ({right.Type}); cast one of "
                    + "them.");
            }
        }
    }

    private void Match(
        long[] words, int wordOffset, string?[] texts, int textOffset, int weight, RowSink? sink)
    {
        var isMatched = false;
        if (TryFindMatches(words, wordOffset, texts, textOffset, out var right))
        {
            isMatched = true;
            bool hasMore;
            do
            {
                // The row is built whole for every match, since what it passes through may be handed it again.
                _row.WriteLeft(
                    words.AsSpan(wordOffset, _leftType.WordCount), texts.AsSpan(textOffset, _leftType.TextCount));
                _row.WriteRight(_right.KeyOf(right), _right.KeyTextsOf(right));
                EmitRow(weight * (int)_right.ValuesOf(right)[0], sink);
                hasMore = EntryChain.TryGetNext(_right, ChainLink, ref right);
            }
            while (hasMore);
        }

        if (!isMatched && _isLeftJoin)
        {
            _row.WriteLeft(
                words.AsSpan(wordOffset, _leftType.WordCount), texts.AsSpan(textOffset, _leftType.TextCount));
            EmitRow(weight, sink);
        }
    }

    private bool TryFindMatches(long[] words, int wordOffset, string?[] texts, int textOffset, out int right)
    {
        if (TryExtractKey(_leftLayout, words, wordOffset, texts, textOffset) && _index.TryFind(
            _key, _keyTexts, out var key))
        {
            return EntryChain.TryGetFirst(_index.LinksOf(key)[ChainLink], out right);
        }

        right = default;
        return false;
    }

    private bool TryExtractKey(KeyLayout layout, long[] words, int wordOffset, string?[] texts, int textOffset)
    {
        if (layout.HasNull(words, wordOffset))
        {
            return false;
        }

        layout.Extract(words, wordOffset, texts, textOffset, _key, _keyTexts);
        return true;
    }

    private void EmitRow(int weight, RowSink? sink)
    {
        if (sink is null)
        {
            Emit(_row.Words, 0, _row.Texts, 0, weight);
        }
        else
        {
            EmitTo(sink, _row.Words, 0, _row.Texts, 0, weight);
        }
    }

    private void CollectChangedKeys()
    {
        for (var entry = 0; entry < _pending.Limit; entry++)
        {
            if (_pending.IsLive(entry) && TryExtractRightKey(_pending, entry))
            {
                _changedKeys.ValuesOf(_changedKeys.FindOrAdd(_key, _keyTexts, out _))[0] = 1;
            }
        }
    }

    private void ApplyPending()
    {
        for (var entry = 0; entry < _pending.Limit; entry++)
        {
            if (!_pending.IsLive(entry))
            {
                continue;
            }

            var right = _right.FindOrAdd(_pending.KeyOf(entry), _pending.KeyTextsOf(entry), out _);
            _right.Touch(right);
            ref var weight = ref _right.ValuesOf(right)[0];
            var before = weight;
            weight += _pending.ValuesOf(entry)[0];
            if (weight < 0)
            {
                throw new BrokenInvariantException(
                    $"'{_queryName}' was told to take back a joined row that never came: "
                    + RowFormat.JsonOf(_rightType, _right.KeyOf(right), _right.KeyTextsOf(right)));
            }

            if (before == 0)
            {
                Link(right);
            }
            else if (weight == 0)
            {
                Unlink(right);
            }
        }
    }

    private bool TryExtractRightKey(StateTable table, int entry)
    {
        var words = table.WordsOf(entry, out var offset);
        if (_rightType.TextCount == 0)
        {
            return TryExtractKey(_rightLayout, words, offset, [], 0);
        }

        var texts = table.TextsOf(entry, out var textOffset);
        return TryExtractKey(_rightLayout, words, offset, texts, textOffset);
    }

    private void Link(int right)
    {
        if (TryExtractRightKey(_right, right))
        {
            var key = _index.FindOrAdd(_key, _keyTexts, out _);
            _index.ValuesOf(key)[0]++;
            EntryChain.InsertFirst(_right, ChainLink, ref _index.LinksOf(key)[ChainLink], right);
        }
    }

    private void Unlink(int right)
    {
        if (TryExtractRightKey(_right, right) && _index.TryFind(_key, _keyTexts, out var key))
        {
            EntryChain.Remove(_right, ChainLink, ref _index.LinksOf(key)[ChainLink], right);
            if (--_index.ValuesOf(key)[0] == 0)
            {
                _index.RemoveUntraced(key);
            }
        }
    }

    private sealed class RightSide(JoinOperator join) : RowSink
    {
        public override void Push(long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
        {
            var pending = join._pending.FindOrAdd(
                words.AsSpan(wordOffset, join._rightType.WordCount),
                texts.AsSpan(textOffset, join._rightType.TextCount),
                out _);
            join._pending.ValuesOf(pending)[0] += weight;
            join._context.IsTaken = true;
        }
    }

    private sealed class ChangedKeyFilter(JoinOperator join) : RowSink
    {
        public override void Push(long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
        {
            if (join.TryExtractKey(join._leftLayout, words, wordOffset, texts, textOffset)
                && join._changedKeys.TryFind(join._key, join._keyTexts, out _))
            {
                join.Match(words, wordOffset, texts, textOffset, weight * join._rematchWeight, sink: null);
            }
        }
    }

    private sealed class EnumerationEnd(JoinOperator join) : RowSink
    {
        public override void Push(long[] words, int wordOffset, string?[] texts, int textOffset, int weight) =>
            join.Match(words, wordOffset, texts, textOffset, weight, join._enumerationSink);
    }
}
