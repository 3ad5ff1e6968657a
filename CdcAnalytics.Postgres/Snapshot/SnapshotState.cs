using System.Text.Json;
using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>
/// What is kept in <see cref="SourcePosition.SourceState"/> until the stream has passed everything the snapshot saw.
/// </summary>
/// <remarks>
/// The first life reads under the snapshot the slot exported: the stream begins exactly there, nothing overlaps. A
/// later one (after a crash) reads the rest under a snapshot of its own, which is newer than the stream's beginning.
/// Its extent and visibility are kept, so that streamed changes it had seen already can be left out.
/// </remarks>
/// <param name="ConsistentPoint">Where the slot, and so the stream, begins.</param>
/// <param name="Cursor">How far the snapshot has been read.</param>
/// <param name="Lives">The later lives, in order; none in an undisturbed snapshot.</param>
internal sealed record SnapshotState(
    string ConsistentPoint, SnapshotCursor Cursor, IReadOnlyList<SnapshotLife> Lives)
{
    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static SnapshotState Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SnapshotStateContext.Default.SnapshotState)
                ?? throw new InvalidDataException("The checkpoint's source state is empty.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The checkpoint's source state is not of this source: {json}", exception);
        }
    }

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SnapshotStateContext.Default.SnapshotState);

    /// <summary>The state with another life that begins at the cursor; lives that read nothing are dropped.</summary>
    public SnapshotState WithLife(string visibility, Lsn until) => this with
    {
        Lives = [.. Lives.Where(life => !IsSame(life.From, Cursor)), new SnapshotLife(
            Cursor, visibility, until.ToString())],
    };

    private static bool IsSame(SnapshotCursor left, SnapshotCursor right) =>
        left.Table == right.Table && (left.After ?? []).SequenceEqual(right.After ?? [], StringComparer.Ordinal);
}
