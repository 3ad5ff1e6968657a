using CdcAnalytics.Engine.Checkpoints;
using CdcAnalytics.Engine.Epochs;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Ports;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Testing.Simulation;

/// <summary>
/// A result store in memory, as strict as the real one: epochs in sequence, final rows only added, deletes only of what
/// is there. It keeps what was committed over simulated crashes.
/// </summary>
public sealed class RecordingSink : IResultSink
{
    private readonly string _fingerprint;
    private readonly Dictionary<string, SortedDictionary<string, string>> _tables;
    private readonly SortedDictionary<int, (long EpochNumber, StateSegment Segment)> _segments = [];
    private readonly SortedDictionary<long, ReadOnlyMemory<byte>> _deltas = [];
    private readonly List<DroppedEvent> _dropped = [];
    private readonly List<QuarantinedEvent> _quarantined = [];
    private SourcePosition? _position;

    /// <summary>An empty store for the results of a plan.</summary>
    public RecordingSink(PipelinePlan plan)
    {
        _fingerprint = plan.Fingerprint;
        _tables = plan.Queries.ToDictionary(
            query => query.Result.Name,
            _ => new SortedDictionary<string, string>(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    /// <summary>The last committed epoch; null before the first.</summary>
    public Epoch? LastEpoch { get; private set; }

    /// <summary>Events refused by final queries, of all epochs.</summary>
    public IReadOnlyList<DroppedEvent> Dropped => _dropped;

    /// <summary>What could not be processed, of all epochs.</summary>
    public IReadOnlyList<QuarantinedEvent> Quarantined => _quarantined;

    /// <summary>Bytes of deltas and segments written in all, for write amplification.</summary>
    public (long Deltas, long Segments) WrittenStateBytes { get; private set; }

    /// <summary>Deltas that a restore would read now.</summary>
    public int KeptDeltas => _deltas.Count;

    /// <summary>The rows of a result table as JSON objects, ordered by key.</summary>
    public IReadOnlyList<string> RowsOf(string table) => [.. _tables[table].Values];

    /// <inheritdoc/>
    public ValueTask<Checkpoint?> LoadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Load());

    /// <summary>The last committed checkpoint; null before the first.</summary>
    public Checkpoint? Load() =>
        LastEpoch is { } epoch && _position is { } position
            ? new Checkpoint(
                epoch.Number,
                _fingerprint,
                position,
                [.. _segments.Values],
                [.. _deltas.Select(delta => (delta.Key, delta.Value))])
            : null;

    /// <inheritdoc/>
    public ValueTask CommitAsync(Epoch epoch, CancellationToken cancellationToken)
    {
        Commit(epoch);
        return ValueTask.CompletedTask;
    }

    /// <summary>Commits an epoch.</summary>
    /// <exception cref="EpochConflictException">It is not the next one.</exception>
    public void Commit(Epoch epoch)
    {
        var expected = (LastEpoch?.Number ?? 0) + 1;
        if (epoch.Number != expected)
        {
            throw new EpochConflictException($"Epoch {epoch.Number} comes where {expected} was expected.");
        }

        foreach (var changes in epoch.Results)
        {
            Write(changes);
        }

        foreach (var segment in epoch.State.Segments)
        {
            _segments[segment.Index] = (epoch.Number, segment);
        }

        _deltas[epoch.Number] = epoch.State.Delta;
        foreach (var old in _deltas.Keys.Where(number => number < epoch.State.OldestNeededDelta).ToList())
        {
            _deltas.Remove(old);
        }

        WrittenStateBytes = (
            WrittenStateBytes.Deltas + epoch.State.Delta.Length,
            WrittenStateBytes.Segments + epoch.State.Segments.Sum(segment => (long)segment.Content.Length));
        _dropped.AddRange(epoch.Dropped);
        _quarantined.AddRange(epoch.Quarantined);
        _position = epoch.End;
        LastEpoch = epoch;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Write(ResultChanges changes)
    {
        var rows = _tables[changes.Table.Name];
        if (changes.IsCleared)
        {
            Assert.False(changes.Table.IsFinal, $"The final table '{changes.Table.Name}' is never cleared.");
            rows.Clear();
        }

        HashSet<string> seen = [];
        for (var row = 0; row < changes.Deletes.Count; row++)
        {
            var key = KeyOf(changes.Table, changes.Deletes, row);
            Assert.True(seen.Add(key), $"'{changes.Table.Name}' has two changes of key {key} in one epoch.");
            Assert.False(changes.Table.IsFinal, $"The final table '{changes.Table.Name}' loses key {key}.");
            Assert.True(rows.Remove(key), $"'{changes.Table.Name}' has no key {key} to delete.");
        }

        for (var row = 0; row < changes.Upserts.Count; row++)
        {
            var key = KeyOf(changes.Table, changes.Upserts, row);
            Assert.True(seen.Add(key), $"'{changes.Table.Name}' has two changes of key {key} in one epoch.");
            Assert.False(
                changes.Table.IsFinal && rows.ContainsKey(key), $"The final table '{changes.Table.Name}' changes key "
                    + $"{key}.");
            rows[key] = RowFormat.JsonOf(
                changes.Upserts.Type, changes.Upserts.WordsOf(row), changes.Upserts.TextsOf(row));
        }
    }

    private static string KeyOf(ResultTable table, RowBuffer rows, int row) =>
        RowFormat.KeyOf(table.RowType, table.PrimaryKey, rows.WordsOf(row), rows.TextsOf(row));
}
