namespace CdcAnalytics.Dashboard.Live;

/// <summary>Whether the analytics tables can be read at this moment.</summary>
internal enum DatabaseState
{
    /// <summary>The host has no server yet.</summary>
    NotStarted,

    /// <summary>A page was opened, and the connection for it is being made.</summary>
    Connecting,

    /// <summary>Connected; what is shown is current.</summary>
    Ready,

    /// <summary>The connection was lost; what is shown ages.</summary>
    Reconnecting,
}
