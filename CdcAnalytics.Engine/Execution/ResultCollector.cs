using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Engine.State;

namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// The end of a query: nets an epoch's delta rows by the result table's primary key into rows that now stand and rows
/// that stand no more.
/// </summary>
internal sealed class ResultCollector : RowSink
{
    private const int HeadLink = 0;

    private readonly ResultTable _table;
    private readonly EventContext _context;
    private readonly KeyLayout _layout;
    private readonly StateTable _keys;
    private readonly RowBuffer _rows;
    private readonly List<int> _weights = [];
    private readonly List<int> _nextRows = [];
    private readonly long[] _key;
    private readonly string?[] _keyTexts;
    private bool _isCleared;

    /// <summary>Collects for one result table.</summary>
    public ResultCollector(ResultTable table, EventContext context)
    {
        _table = table;
        _context = context;
        _layout = new KeyLayout(table.RowType, table.PrimaryKey, keepsNulls: true);
        _keys = new StateTable(new StateShape(
            _layout.WordCount, _layout.TextCount, ValueWords: 1, ValueTexts: 0, LinkWords: 1, KeepsOld: false));
        _rows = new RowBuffer(table.RowType);
        _key = new long[_layout.WordCount];
        _keyTexts = new string?[_layout.TextCount];
    }

    /// <inheritdoc/>
    public override void Push(long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
    {
        _context.IsTaken = true;
        _layout.Extract(words, wordOffset, texts, textOffset, _key, _keyTexts);
        var key = _keys.FindOrAdd(_key, _keyTexts, out _);
        ref var head = ref _keys.LinksOf(key)[HeadLink];
        var rowWords = words.AsSpan(wordOffset, _table.RowType.WordCount);
        var rowTexts = texts.AsSpan(textOffset, _table.RowType.TextCount);
        for (var next = (int)head; next != 0; next = _nextRows[next - 1])
        {
            if (_rows.WordsOf(next - 1).SequenceEqual(rowWords) && RowText.AreEqual(_rows.TextsOf(next - 1), rowTexts))
            {
                _weights[next - 1] += weight;
                return;
            }
        }

        var row = _rows.AddRow();
        rowWords.CopyTo(_rows.WordsOf(row));
        rowTexts.CopyTo(_rows.TextsOf(row));
        _weights.Add(weight);
        _nextRows.Add((int)head);
        head = row + 1;
    }

    /// <summary>All rows of the table go, those of this epoch included.</summary>
    public void Clear()
    {
        ForgetRows();
        _isCleared = true;
    }

    /// <summary>Hands over what the epoch changes; null when it changes nothing.</summary>
    /// <exception cref="BrokenInvariantException">Two rows stand under one key.</exception>
    public ResultChanges? Take()
    {
        if (!_isCleared && _rows.Count == 0)
        {
            return null;
        }

        var (upsertCount, deleteCount) = CountChanges();
        var upserts = new RowBuffer(_table.RowType, upsertCount);
        var deletes = new RowBuffer(_table.RowType, deleteCount);
        for (var key = 0; key < _keys.Limit; key++)
        {
            var (coming, going) = NetOf(key);
            if (coming is { } newRow)
            {
                upserts.AddCopy(_rows, newRow);
            }
            else if (going is { } oldRow)
            {
                deletes.AddCopy(_rows, oldRow);
            }
        }

        var isCleared = _isCleared;
        ForgetRows();
        _isCleared = false;
        return isCleared || upserts.Count > 0 || deletes.Count > 0
            ? new ResultChanges(_table, isCleared, upserts, deletes)
            : null;
    }

    private void ForgetRows()
    {
        _keys.Reset();
        _rows.Clear();
        _weights.Clear();
        _nextRows.Clear();
    }

    private (int Upserts, int Deletes) CountChanges()
    {
        var upserts = 0;
        var deletes = 0;
        for (var key = 0; key < _keys.Limit; key++)
        {
            var (coming, going) = NetOf(key);
            upserts += coming is null ? 0 : 1;
            deletes += coming is null && going is not null ? 1 : 0;
        }

        return (upserts, deletes);
    }

    private (int? Coming, int? Going) NetOf(int key)
    {
        int? coming = null;
        int? going = null;
        for (var next = (int)_keys.LinksOf(key)[HeadLink]; next != 0; next = _nextRows[next - 1])
        {
            var row = next - 1;
            switch (_weights[row])
            {
                case 0:
                    break;
                case 1 when coming is null:
                    coming = row;
                    break;
                case -1 when going is null:
                    going = row;
                    break;
                default:
                    throw new BrokenInvariantException(
                        $"Result table '{_table.Name}' would hold two rows with the key ("
                        + RowFormat.KeyOf(_table.RowType, _table.PrimaryKey, _rows.WordsOf(row), _rows.TextsOf(row))
                        + "), or lose one it does not hold. Its primary key does not identify the query's rows.");
            }
        }

        return (coming, going);
    }
}
