using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CdcAnalytics.LocalPostgres;

/// <summary>The folder of one private cluster and the place of each thing in it.</summary>
/// <param name="Directory">The folder itself, absolute.</param>
internal sealed record ClusterHome(string Directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Another user may pass through to what is its own below, but not list.
    private const UnixFileMode PassThrough =
        OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // sun_path holds 108 bytes on Linux and 104 on macOS; the server adds "/.s.PGSQL.65535.lock" to the folder.
    private const int MaxSocketDirectoryBytes = 80;

    /// <summary>The server's own data directory (PGDATA).</summary>
    public string Data => Path.Combine(Directory, "data");

    /// <summary>
    /// Beginning of the name of the folder where initdb works; it becomes <see cref="Data"/> when it is complete.
    /// </summary>
    public string UnfinishedDataPrefix => Path.Combine(Directory, "data.unfinished-");

    /// <summary>The password in passfile form.</summary>
    public string PasswordFile => Path.Combine(Directory, "pgpass");

    /// <summary>The server's log.</summary>
    public string Log => Path.Combine(Directory, "postgres.log");

    /// <summary>The TCP port of the last run.</summary>
    public string PortFile => Path.Combine(Directory, "port");

    /// <summary>Held while a process uses the cluster.</summary>
    public string LockFile => Path.Combine(Directory, "lock");

    /// <summary>Names the process that holds the lock, for people.</summary>
    public string OwnerFile => Path.Combine(Directory, "owner");

    /// <summary>Whether a finished cluster is here.</summary>
    public bool HasData => File.Exists(VersionFile);

    /// <summary>
    /// Folder of the Unix socket: in the cluster's folder, or a short name for it when that is too long.
    /// </summary>
    public string SocketDirectory
    {
        get
        {
            var inside = Path.Combine(Directory, "socket");
            return Encoding.UTF8.GetByteCount(inside) <= MaxSocketDirectoryBytes
                ? inside
                : "/tmp/cdc-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Directory)))[..12];
        }
    }

    private string VersionFile => Path.Combine(Data, "PG_VERSION");

    /// <summary>The user's folder for clusters when none is set; root gets the system's.</summary>
    public static string DefaultParent() =>
        Path.Combine(UserFolder("XDG_DATA_HOME", "/var/lib", ".local/share"), "cdc-analytics");

    /// <summary>The user's folder for downloads when none is set; root gets the system's.</summary>
    public static string DefaultCache() =>
        Path.Combine(UserFolder("XDG_CACHE_HOME", "/var/cache", ".cache"), "cdc-analytics");

    /// <summary>The home of the cluster of one major version in the user's folder.</summary>
    public static ClusterHome Default(int majorVersion) => new(
        Path.Combine(DefaultParent(), string.Create(CultureInfo.InvariantCulture, $"postgres-{majorVersion}")));

    /// <summary>The major version that made the data here; null when there is none.</summary>
    public int? ReadMajorVersion() =>
        HasData && int.TryParse(File.ReadAllText(VersionFile).Trim(), CultureInfo.InvariantCulture, out var major)
            ? major
            : null;

    /// <summary>Makes the folders and the log file, and gives to the server's user what it writes to.</summary>
    public async Task PrepareAsync(ServiceAccount account, CancellationToken cancellationToken)
    {
        try
        {
            Create(Directory, account.UserName is null ? OwnerOnly : PassThrough);
            if (!OperatingSystem.IsWindows())
            {
                Create(SocketDirectory, PassThrough);
                if (new DirectoryInfo(SocketDirectory).LinkTarget is not null)
                {
                    throw new LocalPostgresException($"'{SocketDirectory}' is a link, expected a folder; remove it.");
                }

                // Fails when the folder is another user's: the short name in /tmp could have been taken by anyone.
                File.SetUnixFileMode(SocketDirectory, PassThrough);
            }

            if (!File.Exists(Log))
            {
                LocalPostgres.PasswordFile.WritePrivate(Log, "");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalPostgresException(
                $"The server's folder '{Directory}' cannot be made: {e.Message} Set another folder.", e);
        }

        await account.OwnAsync(Log, cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            await account.OwnAsync(SocketDirectory, cancellationToken);
        }

        await account.RequireEntryAsync(Directory, cancellationToken);
    }

    /// <summary>Makes a folder with a mode; an existing one keeps its own.</summary>
    public static void Create(string directory, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(directory);
            return;
        }

        if (Path.GetDirectoryName(directory) is { } parent)
        {
            // Folders above ours: the usual mode, so that the server's user can pass.
            System.IO.Directory.CreateDirectory(parent);
        }

        System.IO.Directory.CreateDirectory(directory, mode);
    }

    private static string UserFolder(string variable, string forRoot, string belowHome)
    {
        var set = Environment.GetEnvironmentVariable(variable);
        if (!string.IsNullOrEmpty(set) && Path.IsPathFullyQualified(set))
        {
            return set;
        }

        if (OperatingSystem.IsWindows())
        {
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        }

        // Root's home is closed to the user who runs the server.
        return Environment.IsPrivilegedProcess
            ? forRoot
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), belowHome);
    }
}
