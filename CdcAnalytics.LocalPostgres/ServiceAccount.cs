using CliWrap;
using CliWrap.Buffered;

namespace CdcAnalytics.LocalPostgres;

/// <summary>
/// The system user the server runs as: this process's own, or a powerless one when this process is root.
/// </summary>
/// <param name="UserName">The user to switch to; null to stay who we are.</param>
public sealed record ServiceAccount(string? UserName)
{
    private const string PasswdFile = "/etc/passwd";

    /// <summary>
    /// Postgres refuses to run as root, so root's server runs as the owner of the data when there is some, else as
    /// <c>postgres</c>, else as <c>nobody</c>.
    /// </summary>
    /// <param name="dataDirectory">A cluster that is there already; null when there is none.</param>
    /// <param name="cancellationToken">Ends the question for the owner.</param>
    /// <exception cref="LocalPostgresException">This process is root and neither user exists.</exception>
    public static async Task<ServiceAccount> ChooseAsync(string? dataDirectory, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServiceAccount(UserName: null);
        }

        if (dataDirectory is not null)
        {
            // drwx------ 19 postgres postgres 4096 Nov 22 20:00 /var/lib/cdc-analytics/postgres-15/data
            var listing = await Cli.Wrap("ls").WithArguments(["-ld", dataDirectory])
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(cancellationToken);
            var fields = listing.StandardOutput.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 3 && fields[2] != "root")
            {
                return new ServiceAccount(fields[2]);
            }
        }

        var names = File.ReadLines(PasswdFile).Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var candidate in new[] { "postgres", "nobody" })
        {
            if (names.Contains(candidate))
            {
                return new ServiceAccount(candidate);
            }
        }

        throw new LocalPostgresException(
            "Postgres does not run as root, and neither user 'postgres' nor 'nobody' exists to run it. "
            + "Create one (useradd --system postgres) or start this program as an ordinary user.");
    }

    /// <summary>
    /// A command that runs as this user, in a folder everyone may enter, without Postgres variables of ours.
    /// </summary>
    internal Command Command(string program) =>
        Cli.Wrap(program)
            .WithWorkingDirectory("/")
            .WithValidation(CommandResultValidation.None)
            .WithEnvironmentVariables(CleanEnvironment().ToDictionary(pair => pair.Key, pair => pair.Value))
            .WithCredentials(credentials =>
            {
                if (UserName is not null)
                {
                    credentials.SetUserName(UserName);
                }
            });

    /// <summary>
    /// Variables for the server's processes: PG* of the caller must not redirect them, and the locale is C so that the
    /// log is in English, which <see cref="StartFailure"/> reads. A null value removes the variable.
    /// </summary>
    internal static IEnumerable<KeyValuePair<string, string?>> CleanEnvironment()
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys)
        {
            if (name.StartsWith("PG", StringComparison.Ordinal) || name is "LANG" or "LANGUAGE")
            {
                yield return new(name, null);
            }
        }

        yield return new("LC_ALL", "C");
    }

    /// <summary>Gives a file or an empty folder to this user.</summary>
    internal async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (UserName is null)
        {
            return;
        }

        var result = await Cli.Wrap("chown").WithArguments([UserName, path])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);
        if (!result.IsSuccess)
        {
            throw new LocalPostgresException(
                $"'{path}' cannot be given to user '{UserName}': {result.StandardError.Trim()}. "
                + "Choose another folder.");
        }
    }

    /// <summary>Makes sure that this user can enter a folder, through all of its parents.</summary>
    internal async Task RequireEntryAsync(string directory, CancellationToken cancellationToken)
    {
        if (UserName is null)
        {
            return;
        }

        var result = await Command("/bin/sh").WithArguments(["-c", "test -x \"$1\"", "sh", directory])
            .ExecuteBufferedAsync(cancellationToken);
        if (!result.IsSuccess)
        {
            throw new LocalPostgresException(
                $"This program is root, so Postgres runs as user '{UserName}', who cannot enter '{directory}'. Set a "
                + "folder that all users can enter, give the folders above it the mode 0711, or start this program as "
                + "an ordinary user.");
        }
    }
}
