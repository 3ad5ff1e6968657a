namespace CdcAnalytics.Engine.Changes;

/// <summary>What happened to a row.</summary>
public enum ChangeOperation
{
    /// <summary>The row was there when the snapshot was read.</summary>
    Read,

    /// <summary>The row was inserted.</summary>
    Insert,

    /// <summary>The row was changed; both images are known.</summary>
    Update,

    /// <summary>The row was deleted; its last image is known.</summary>
    Delete,

    /// <summary>All rows of the table were removed at once; none is named.</summary>
    Truncate,
}
