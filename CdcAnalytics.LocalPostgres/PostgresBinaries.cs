using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace CdcAnalytics.LocalPostgres;

/// <summary>The programs of one installed Postgres.</summary>
/// <param name="Directory">Folder that holds <c>postgres</c> and <c>initdb</c>.</param>
/// <param name="MajorVersion">For example 18.</param>
/// <param name="Version">As the server says it, for example <c>18.4</c>.</param>
public sealed partial record PostgresBinaries(string Directory, int MajorVersion, string Version)
{
    /// <summary>Oldest major version this program is tried with.</summary>
    public const int OldestMajorVersion = 14;

    /// <summary>Newest major version this program is tried with.</summary>
    public const int NewestMajorVersion = 18;

    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    /// <summary>Full path of the server program.</summary>
    public string Postgres => Path.Combine(Directory, "postgres" + Suffix);

    /// <summary>Full path of the program that makes a cluster.</summary>
    public string Initdb => Path.Combine(Directory, "initdb" + Suffix);

    /// <summary>Whether the major version is one this program is tried with.</summary>
    public bool IsSupported => MajorVersion is >= OldestMajorVersion and <= NewestMajorVersion;

    /// <summary>Asks the programs in a folder for their version; null when the folder holds no server.</summary>
    /// <exception cref="LocalPostgresException">
    /// The programs are there but cannot be run or give no version.
    /// </exception>
    public static async Task<PostgresBinaries?> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var found = new PostgresBinaries(directory, MajorVersion: 0, Version: "");
        if (!File.Exists(found.Postgres) || !File.Exists(found.Initdb))
        {
            return null;
        }

        BufferedCommandResult result;
        try
        {
            result = await Cli.Wrap(found.Postgres).WithArguments("--version")
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new LocalPostgresException($"'{found.Postgres}' cannot be run: {e.Message}.", e);
        }

        // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1), postgres (PostgreSQL) 18.4, and betas: 19beta1
        var match = VersionLine().Match(result.StandardOutput);
        return match.Success
            ? found with
            {
                MajorVersion = int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture),
                Version = match.Groups["version"].Value,
            }
            : throw new LocalPostgresException(
                $"'{found.Postgres} --version' gave no version (exit code {result.ExitCode}): "
                + $"{(result.StandardOutput + result.StandardError).Trim()}");
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<version>(?<major>\d{1,3})[\w.]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex VersionLine();
}
