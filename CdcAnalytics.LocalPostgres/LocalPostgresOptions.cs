namespace CdcAnalytics.LocalPostgres;

/// <summary>How the private Postgres server is found, where it lives and what it may use.</summary>
public sealed record LocalPostgresOptions
{
    /// <summary>
    /// Folder holding the programs <c>postgres</c> and <c>initdb</c>. Default null: search the machine.
    /// </summary>
    public string? BinariesDirectory { get; init; }

    /// <summary>
    /// Folder of the cluster, its password file, socket and log; absolute. Default null:
    /// <c>cdc-analytics/postgres-MAJOR</c> in the user's data folder (<c>XDG_DATA_HOME</c>), for root in
    /// <c>/var/lib</c>.
    /// </summary>
    public string? HomeDirectory { get; init; }

    /// <summary>
    /// Folder that keeps downloaded server packages; absolute. Default null: <c>cdc-analytics</c> in the user's cache
    /// folder (<c>XDG_CACHE_HOME</c>), for root in <c>/var/cache</c>.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Where the programs may come from when no folder is named. Default <c>Any</c>.</summary>
    public LocalPostgresSource Source { get; init; } = LocalPostgresSource.Any;

    /// <summary>Loopback TCP port, 1024 to 65535. Default null: the port of the last run, or a free one.</summary>
    public int? Port { get; init; }

    /// <summary>
    /// Superuser of the private cluster. Default <c>cdc</c>; lower-case letters, digits and underscores.
    /// </summary>
    public string UserName { get; init; } = "cdc";

    /// <summary>Database that is made at the first start. Default <c>cdc</c>; same alphabet as the user name.</summary>
    public string DatabaseName { get; init; } = "cdc";

    /// <summary>Postgres' shared buffers in megabytes, 16 to 65536. Default 128.</summary>
    public int SharedBuffersMegabytes { get; init; } = 128;

    /// <summary>
    /// WAL a replication slot may retain, in megabytes, 64 to 1048576. Default 4096. Past it Postgres invalidates the
    /// slot instead of filling the disk, and the source must be read again from a snapshot.
    /// </summary>
    public int MaxSlotRetainedWalMegabytes { get; init; } = 4096;

    /// <summary>Connections the server accepts, 10 to 1000. Default 100.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>Replication slots, and WAL senders, the server offers, 2 to 100. Default 20.</summary>
    public int MaxReplicationSlots { get; init; } = 20;

    /// <summary>Whether commits reach the disk before they are confirmed (<c>fsync</c>). Default true.</summary>
    public bool FlushToDisk { get; init; } = true;

    /// <summary>Size past which the server's log file is moved aside, in megabytes, 1 to 1024. Default 8.</summary>
    public int MaxLogMegabytes { get; init; } = 8;

    /// <summary>How long a start, crash recovery included, may take; 1 second to 1 hour. Default 2 minutes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long each stage of a stop (fast, then immediate) may take; 1 second to 10 minutes. Default 20 s.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Restarts within ten minutes before a server that keeps dying is given up, 0 to 1000. Default 5.
    /// </summary>
    public int MaxRestarts { get; init; } = 5;

    /// <summary>
    /// Where the program keeps its data by default: <c>cdc-analytics</c> in the user's data folder
    /// (<c>XDG_DATA_HOME</c>), for root in <c>/var/lib</c>.
    /// </summary>
    public static string DefaultParentFolder => ClusterHome.DefaultParent();

    /// <summary>Checks every property and names all that are out of range in one message.</summary>
    /// <exception cref="LocalPostgresException">A property is out of its range.</exception>
    public void Validate()
    {
        var problems = new List<string>();
        CheckDirectory(nameof(BinariesDirectory), BinariesDirectory);
        CheckDirectory(nameof(HomeDirectory), HomeDirectory);
        CheckDirectory(nameof(CacheDirectory), CacheDirectory);
        CheckName(nameof(UserName), UserName);
        CheckName(nameof(DatabaseName), DatabaseName);
        CheckRange(nameof(Port), Port ?? 1024, 1024, 65535, unit: "");
        CheckRange(nameof(SharedBuffersMegabytes), SharedBuffersMegabytes, 16, 65536, " MB");
        CheckRange(nameof(MaxSlotRetainedWalMegabytes), MaxSlotRetainedWalMegabytes, 64, 1048576, " MB");
        CheckRange(nameof(MaxConnections), MaxConnections, 10, 1000, unit: "");
        CheckRange(nameof(MaxReplicationSlots), MaxReplicationSlots, 2, 100, unit: "");
        CheckRange(nameof(MaxLogMegabytes), MaxLogMegabytes, 1, 1024, " MB");
        CheckRange(nameof(StartTimeout), StartTimeout.TotalSeconds, 1, 3600, " s");
        CheckRange(nameof(StopTimeout), StopTimeout.TotalSeconds, 1, 600, " s");
        CheckRange(nameof(MaxRestarts), MaxRestarts, 0, 1000, unit: "");
        if (problems.Count > 0)
        {
            throw new LocalPostgresException("Settings of the local server: " + string.Join("; ", problems) + ".");
        }

        void CheckRange(string name, double value, double least, double most, string unit)
        {
            if (value < least || value > most)
            {
                problems.Add(FormattableString.Invariant($"{name} is {value}{unit}, expected {least} to {most}{unit}"));
            }
        }

        void CheckDirectory(string name, string? path)
        {
            if (path is not null && !Path.IsPathFullyQualified(path))
            {
                problems.Add($"{name} is '{path}', expected an absolute path");
            }
        }

        void CheckName(string name, string value)
        {
            // Narrow on purpose: the name goes into SQL, a passfile and a line to paste into a shell, unquoted.
            if (value.Length is 0 or > 63
                || !value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
                || !char.IsAsciiLetterLower(value[0]))
            {
                problems.Add($"{name} is '{value}', expected 1 to 63 of a-z, 0-9 and _, a letter first");
            }
        }
    }
}
