using System.Runtime.InteropServices;
using CdcAnalytics.Engine.Changes;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>The halves of a row's change: what was there and what is there now.</summary>
/// <param name="OldRow">The image before, by its place in the buffer.</param>
/// <param name="OldFailure">Why the image before could not be read; null when it could.</param>
/// <param name="NewRow">The image after, by its place in the buffer.</param>
/// <param name="NewFailure">Why the image after could not be read; null when it could.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowChange(int? OldRow, string? OldFailure, int? NewRow, string? NewFailure)
{
    /// <summary>What happened; null when no half is left.</summary>
    public ChangeOperation? Operation => (OldRow, NewRow) switch
    {
        (null, null) => null,
        (null, _) => ChangeOperation.Insert,
        (_, null) => ChangeOperation.Delete,
        _ => ChangeOperation.Update,
    };

    /// <summary>The place of the first image; an update's second one follows it.</summary>
    public int? FirstRow => OldRow ?? NewRow;

    /// <summary>Without the halves that hold for their row.</summary>
    public RowChange Without(Func<int, bool> isLeftOut)
    {
        var change = this;
        if (OldRow is { } old && isLeftOut(old))
        {
            change = change with { OldRow = null, OldFailure = null };
        }

        if (NewRow is { } added && isLeftOut(added))
        {
            change = change with { NewRow = null, NewFailure = null };
        }

        return change;
    }

    /// <summary>
    /// Without the halves that could not be read: such a row is in no result, so it cannot leave one either.
    /// </summary>
    public RowChange WithoutUnreadable() => new(
        OldFailure is null ? OldRow : null, null, NewFailure is null ? NewRow : null, null);
}
