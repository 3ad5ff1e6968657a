namespace CdcAnalytics.AppHost.Resources.Flink;

/// <summary>
/// Flink's checkpoints and savepoints as files of this machine: written by containers, and listed by the submitter,
/// which is a process here.
/// </summary>
public sealed class FlinkStateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Everybody = OwnerOnly
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly string _private;

    /// <summary>Names the folder; <see cref="Create"/> makes it.</summary>
    /// <param name="root">Absolute folder for the state of all prefixes.</param>
    /// <param name="prefix">Another one has state of its own, as it has volumes of its own.</param>
    public FlinkStateFolder(string root, string prefix)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        _private = Path.Combine(root, prefix);
        FullPath = Path.Combine(_private, "flink");
    }

    /// <summary>What is mounted into the containers.</summary>
    public string FullPath { get; }

    /// <summary>Makes it, or sets its rights again; what is in it stays.</summary>
    /// <exception cref="DistributedApplicationException">It cannot be made; the message names the setting.</exception>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(FullPath);
            if (OperatingSystem.IsWindows())
            {
                return; // Docker Desktop maps the containers' users to this one.
            }

            // Flink's image writes as a user of its own (uid 9999), whom this machine need not know: only a folder that
            // everybody may write to serves it. The one above lets nobody but its owner pass, so everybody is no more
            // than the containers: a runtime mounts the folder itself, not the way to it.
            File.SetUnixFileMode(_private, OwnerOnly);
            File.SetUnixFileMode(FullPath, Everybody);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException(
                $"The folder of Flink's checkpoints, '{FullPath}', cannot be made: {e.Message} "
                + "Set another StateFolder.",
                e);
        }
    }
}
