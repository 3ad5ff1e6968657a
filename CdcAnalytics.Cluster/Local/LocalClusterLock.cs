using System.Globalization;

namespace CdcAnalytics.Cluster.Local;

/// <summary>Holds a data folder for one process; the system frees it when that process ends in any way.</summary>
internal sealed class LocalClusterLock : IDisposable
{
    private readonly FileStream _file;

    private LocalClusterLock(FileStream file) => _file = file;

    /// <summary>Takes the lock at once or not at all.</summary>
    /// <exception cref="LocalClusterException">Another process holds it.</exception>
    public static LocalClusterLock Take(LocalClusterFolders folders)
    {
        FileStream file;
        try
        {
            file = new FileStream(folders.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            var owner = File.Exists(folders.OwnerFile)
                ? $" (process {File.ReadAllText(folders.OwnerFile).Trim()})"
                : "";
            throw new LocalClusterException(
                $"The cluster in '{folders.Root}' runs already{owner}. Stop that one, or use another data folder.", e);
        }

        File.WriteAllText(folders.OwnerFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        return new LocalClusterLock(file);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
