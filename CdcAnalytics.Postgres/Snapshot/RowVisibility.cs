using System.Globalization;

namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>
/// Which transactions a snapshot saw: those that were over when it was taken.
/// <see href="https://www.postgresql.org/docs/18/functions-info.html#FUNCTIONS-INFO-SNAPSHOT"/>
/// </summary>
/// <remarks>
/// <c>795:799:795,797</c>: all below 795 are over, 795 and 797 are in progress, 796 and 798 are over.
/// </remarks>
internal sealed class RowVisibility
{
    private readonly ulong _lowest;
    private readonly ulong _next;
    private readonly HashSet<ulong> _inProgress;

    private RowVisibility(ulong lowest, ulong next, HashSet<ulong> inProgress)
    {
        _lowest = lowest;
        _next = next;
        _inProgress = inProgress;
    }

    /// <summary>Parses <c>pg_current_snapshot()</c>'s text.</summary>
    /// <exception cref="FormatException">It is of another form.</exception>
    public static RowVisibility Parse(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 3
            ? new RowVisibility(
                ulong.Parse(parts[0], CultureInfo.InvariantCulture),
                ulong.Parse(parts[1], CultureInfo.InvariantCulture),
                [.. parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries)
                    .Select(id => ulong.Parse(id, CultureInfo.InvariantCulture))])
            : throw new FormatException($"'{text}' is not a snapshot; expected xmin:xmax:list.");
    }

    /// <summary>
    /// Whether the transaction's changes were seen. The stream gives only the low 32 bits of its id; the snapshot,
    /// taken within 2^31 transactions of it, tells the rest.
    /// </summary>
    public bool Sees(uint transactionId)
    {
        // The difference, taken as signed, is how far the id is from the next one, whichever way the counter wrapped.
        var distance = unchecked((int)(transactionId - (uint)_next));
        var full = unchecked(_next + (ulong)(long)distance);
        return full < _next && (full < _lowest || !_inProgress.Contains(full));
    }
}
