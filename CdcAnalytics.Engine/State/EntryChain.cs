namespace CdcAnalytics.Engine.State;

/// <summary>
/// Doubly linked chains through entries of a table. A link word holds the entry before (low half) and after (high
/// half), a head the first entry; both count from 1, so that cleared memory is an empty chain.
/// </summary>
internal static class EntryChain
{
    /// <summary>The first entry of a chain.</summary>
    public static bool TryGetFirst(long head, out int entry)
    {
        entry = (int)head - 1;
        return head != 0;
    }

    /// <summary>Moves on to the entry after.</summary>
    public static bool TryGetNext(StateTable table, int link, ref int entry)
    {
        var next = (int)(table.LinksOf(entry)[link] >> 32);
        if (next == 0)
        {
            return false;
        }

        entry = next - 1;
        return true;
    }

    /// <summary>Puts an entry before the first.</summary>
    public static void InsertFirst(StateTable table, int link, ref long head, int entry)
    {
        table.LinksOf(entry)[link] = head << 32;
        if (TryGetFirst(head, out var first))
        {
            ref var word = ref table.LinksOf(first)[link];
            word = Join(before: entry + 1, after: AfterOf(word));
        }

        head = entry + 1;
    }

    /// <summary>Takes an entry out of its chain.</summary>
    public static void Remove(StateTable table, int link, ref long head, int entry)
    {
        var word = table.LinksOf(entry)[link];
        var before = BeforeOf(word);
        var after = AfterOf(word);
        if (before == 0)
        {
            head = after;
        }
        else
        {
            ref var other = ref table.LinksOf(before - 1)[link];
            other = Join(BeforeOf(other), after);
        }

        if (after != 0)
        {
            ref var other = ref table.LinksOf(after - 1)[link];
            other = Join(before, AfterOf(other));
        }

        table.LinksOf(entry)[link] = 0;
    }

    private static int BeforeOf(long word) => (int)word;

    private static int AfterOf(long word) => (int)(word >> 32);

    private static long Join(int before, int after) => (uint)before | ((long)after << 32);
}
