namespace CdcAnalytics.Engine.Execution;

/// <summary>Entry numbers in a given order, in chunks, so that inserting among very many moves only a few.</summary>
internal sealed class SortedEntries
{
    private const int MaxChunkEntries = 512;

    private readonly Comparison<int> _order;
    private readonly List<List<int>> _chunks = [];

    /// <summary>No entries; the order must be total.</summary>
    public SortedEntries(Comparison<int> order)
    {
        _order = order;
    }

    /// <summary>Puts an entry in its place.</summary>
    public void Insert(int entry)
    {
        if (_chunks.Count == 0)
        {
            _chunks.Add([entry]);
            return;
        }

        var index = ChunkOf(entry);
        var chunk = _chunks[index];
        chunk.Insert(PlaceIn(chunk, entry), entry);
        if (chunk.Count > MaxChunkEntries)
        {
            var half = chunk.Count / 2;
            _chunks.Insert(index + 1, chunk.GetRange(half, chunk.Count - half));
            chunk.RemoveRange(half, chunk.Count - half);
        }
    }

    /// <summary>Takes an entry out; it must be there.</summary>
    public void Remove(int entry)
    {
        var index = ChunkOf(entry);
        var chunk = _chunks[index];
        chunk.RemoveAt(PlaceIn(chunk, entry));
        if (chunk.Count == 0)
        {
            _chunks.RemoveAt(index);
        }
    }

    /// <summary>The first entries, in order.</summary>
    public IEnumerable<int> All() => _chunks.SelectMany(chunk => chunk);

    private int ChunkOf(int entry)
    {
        var low = 0;
        var high = _chunks.Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_order(_chunks[middle][^1], entry) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private int PlaceIn(List<int> chunk, int entry)
    {
        var low = 0;
        var high = chunk.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_order(chunk[middle], entry) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
