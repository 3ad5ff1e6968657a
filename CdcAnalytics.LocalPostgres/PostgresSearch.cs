namespace CdcAnalytics.LocalPostgres;

/// <summary>
/// Looks for an installed Postgres: a named folder, the search path, the usual places of package managers.
/// </summary>
public static class PostgresSearch
{
    /// <summary>
    /// All supported servers of this machine, best first: the search path's, then by falling version.
    /// </summary>
    public static async Task<IReadOnlyList<PostgresBinaries>> FindInstalledAsync(CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        await AddAsync(SearchPath());
        var installed = found.Count;
        await AddAsync(UsualPlaces());
        // Stable: the search path's order is the user's wish, the rest is ours to order.
        return [.. found.Take(installed), .. found.Skip(installed).OrderByDescending(server => server.MajorVersion)];

        async Task AddAsync(IEnumerable<string> directories)
        {
            foreach (var directory in directories)
            {
                var server = await PostgresBinaries.ReadAsync(ResolveProgramFolder(directory), cancellationToken);
                if (server is { IsSupported: true } && found.All(known => known.Directory != server.Directory))
                {
                    found.Add(server);
                }
            }
        }
    }

    /// <summary>Whether a program can be started by its bare name.</summary>
    public static bool IsOnSearchPath(string program) =>
        SearchPath().Any(directory => File.Exists(Path.Combine(directory, program)));

    /// <summary>The server in a folder the user named.</summary>
    /// <exception cref="LocalPostgresException">There is none, or its version is not supported.</exception>
    public static async Task<PostgresBinaries> ReadNamedAsync(string directory, CancellationToken cancellationToken)
    {
        var server = await PostgresBinaries.ReadAsync(directory, cancellationToken)
            ?? throw new LocalPostgresException(
                $"'{directory}' holds no 'postgres' and 'initdb'; name the 'bin' folder of a Postgres installation "
                + "(on Debian /usr/lib/postgresql/MAJOR/bin).");
        return server.IsSupported
            ? server
            : throw new LocalPostgresException(
                $"'{directory}' holds Postgres {server.Version}; this program works with "
                + $"{PostgresBinaries.OldestMajorVersion} to {PostgresBinaries.NewestMajorVersion}.");
    }

    /// <summary>
    /// Follows links from the search path (<c>/usr/local/bin/postgres</c>) to the real folder, because Postgres finds
    /// its share and lib folders relative to it.
    /// </summary>
    private static string ResolveProgramFolder(string directory)
    {
        var target = new FileInfo(Path.Combine(directory, "postgres"));
        return target is { Exists: true, LinkTarget: not null }
            && target.ResolveLinkTarget(returnFinalTarget: true) is { } real
            && Path.GetDirectoryName(real.FullName) is { } folder
                ? folder
                : directory;
    }

    private static IEnumerable<string> SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified);

    private static IEnumerable<string> UsualPlaces()
    {
        // Each pattern: the folder to list, the name pattern below it, and the way from there to the programs.
        (string Parent, string Pattern, string Below)[] places =
        [
            ("/usr/lib/postgresql", "*", "bin"), // Debian, Ubuntu
            ("/usr", "pgsql-*", "bin"), // Red Hat, from postgresql.org
            ("/opt/homebrew/opt", "postgresql*", "bin"), // Homebrew on Apple silicon
            ("/usr/local/opt", "postgresql*", "bin"), // Homebrew on Intel
            ("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
            ("/Library/PostgreSQL", "*", "bin"), // the installer for macOS
            (@"C:\Program Files\PostgreSQL", "*", "bin"),
        ];
        return places
            .Where(place => Path.IsPathFullyQualified(place.Parent) && Directory.Exists(place.Parent))
            .SelectMany(place => Directory.EnumerateDirectories(place.Parent, place.Pattern)
                .Select(directory => Path.Combine(directory, place.Below)));
    }
}
