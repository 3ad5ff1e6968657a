using CdcAnalytics.Cluster.Rendering;

namespace CdcAnalytics.AppHost.Resources.Flink;

/// <summary>What Flink's containers and the submitter share: the folder of checkpoints and savepoints.</summary>
/// <param name="Volume">The named volume it is in a published model.</param>
/// <param name="OnThisMachine">The folder it is in a model that is run; null in one that is published.</param>
internal sealed record FlinkState(string Volume, FlinkStateFolder? OnThisMachine)
{
    /// <summary>Path inside a container.</summary>
    public const string ContainerFolder = "/opt/flink/state";

    private const string Checkpoints = "checkpoints";

    /// <summary>
    /// The checkpoints' folder as the submitter sees it: the files of <see cref="FlinkFolders.Containers"/>.
    /// </summary>
    public string SubmittersCheckpoints => OnThisMachine is { } folder
        ? Path.Combine(folder.FullPath, Checkpoints)
        : $"{ContainerFolder}/{Checkpoints}";
}
