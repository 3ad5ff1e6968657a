namespace CdcAnalytics.Cluster.Local;

/// <summary>How a program is started.</summary>
/// <param name="Name">What it is called in logs and messages.</param>
/// <param name="Program">Path of the program, or its name on PATH.</param>
/// <param name="Arguments">Its arguments; no passwords, other users see them.</param>
public sealed record ProcessLaunch(string Name, string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Added to our environment; may hold passwords.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Folder of its own, emptied whenever it starts; null for none.</summary>
    public string? ScratchFolder { get; init; }

    /// <summary>How much longer than others it may take to stop.</summary>
    internal TimeSpan FurtherStopTime { get; init; }

    /// <summary>Called after it ended when it was told to.</summary>
    internal Action? Stopped { get; init; }

    /// <summary>Called after it ended by itself or was killed.</summary>
    internal Action? Died { get; init; }
}
