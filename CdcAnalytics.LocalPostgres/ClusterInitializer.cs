using CliWrap.Buffered;

namespace CdcAnalytics.LocalPostgres;

/// <summary>Makes a new cluster with initdb, wholly or not at all.</summary>
internal static class ClusterInitializer
{
    private const int MaxLogLines = 12;

    /// <summary>Runs initdb in a folder beside the final one and renames it when it is complete.</summary>
    public static async Task InitializeAsync(
        ClusterHome home,
        PostgresBinaries binaries,
        ServiceAccount account,
        string userName,
        CancellationToken cancellationToken)
    {
        RemoveLeftovers(home);
        // A name of its own: the initdb of a run that was killed a moment ago may still be writing to its folder.
        var unfinished = home.UnfinishedDataPrefix + Path.GetRandomFileName();
        ClusterHome.Create(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await account.OwnAsync(unfinished, cancellationToken);
        var password = PasswordFile.Generate();
        var passwordForInitdb = Path.Combine(home.Directory, "initdb-password");
        try
        {
            PasswordFile.WritePrivate(passwordForInitdb, password + "\n");
            await account.OwnAsync(passwordForInitdb, cancellationToken);
            // --no-sync: the first checkpoint of the server makes it durable soon enough, and until the rename below
            // nothing counts as made.
            var result = await account.Command(binaries.Initdb)
                .WithArguments([
                    "--pgdata", unfinished, "--username", userName, "--pwfile", passwordForInitdb,
                    "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions",
                ])
                .ExecuteBufferedAsync(cancellationToken);
            if (!result.IsSuccess)
            {
                var lines = (result.StandardOutput + result.StandardError)
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries);
                throw StartFailure.Explain(
                    $"initdb of Postgres {binaries.Version} could not make a cluster in '{home.Directory}' "
                    + $"(exit code {result.ExitCode}).",
                    lines[Math.Max(0, lines.Length - MaxLogLines)..],
                    "What initdb wrote");
            }
        }
        finally
        {
            File.Delete(passwordForInitdb);
        }

        // The password first: data without its password could never be opened again.
        PasswordFile.Write(home.PasswordFile, userName, password);
        Directory.Move(unfinished, home.Data);
    }

    private static void RemoveLeftovers(ClusterHome home)
    {
        foreach (var leftover in Directory.EnumerateDirectories(
            home.Directory, Path.GetFileName(home.UnfinishedDataPrefix) + "*"))
        {
            try
            {
                Directory.Delete(leftover, recursive: true);
            }
            catch (IOException)
            {
                // Still being written to; a later initialization removes it.
            }
        }

        if (!Directory.Exists(home.Data))
        {
            return;
        }

        if (Directory.EnumerateFileSystemEntries(home.Data).Any())
        {
            throw new LocalPostgresException(
                $"'{home.Data}' is not empty and holds no Postgres cluster (no PG_VERSION); move it away.");
        }

        Directory.Delete(home.Data);
    }
}
