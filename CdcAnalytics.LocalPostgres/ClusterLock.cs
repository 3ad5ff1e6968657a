using System.Globalization;

namespace CdcAnalytics.LocalPostgres;

/// <summary>Holds a cluster for one process; the system frees it when that process ends in any way.</summary>
internal sealed class ClusterLock : IDisposable
{
    private readonly FileStream _file;

    private ClusterLock(FileStream file) => _file = file;

    /// <summary>Takes the lock at once or not at all.</summary>
    /// <exception cref="LocalPostgresException">Another process holds it.</exception>
    public static ClusterLock Take(ClusterHome home)
    {
        FileStream file;
        try
        {
            file = new FileStream(home.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            var owner = File.Exists(home.OwnerFile) ? $" (process {File.ReadAllText(home.OwnerFile).Trim()})" : "";
            throw new LocalPostgresException(
                $"The local server in '{home.Directory}' is in use by another run{owner}. "
                + "Stop that one, or set another folder for this one.", e);
        }

        File.WriteAllText(home.OwnerFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        return new ClusterLock(file);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
