using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdcAnalytics.LocalPostgres.Tests;

/// <summary>A folder for one test's cluster, gone at its end.</summary>
internal sealed class TemporaryHome : IDisposable
{
    private readonly string _directory;

    public TemporaryHome()
    {
        _directory = Directory.CreateTempSubdirectory("cdc-home-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // When the tests run as root, another user runs the server and must be able to pass.
            File.SetUnixFileMode(_directory, File.GetUnixFileMode(_directory)
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        Options = new LocalPostgresOptions
        {
            BinariesDirectory = Environment.GetEnvironmentVariable(PostgresServer.BinariesVariable),
            HomeDirectory = Path.Combine(_directory, "pg"),
            CacheDirectory = Path.Combine(_directory, "cache"),
            FlushToDisk = false,
            Source = LocalPostgresSource.Installed,
        };
    }

    public LocalPostgresOptions Options { get; init; }

    public string DataDirectory => Path.Combine(Options.HomeDirectory ?? "", "data");

    public RecordedProgress Progress { get; } = new();

    public Task<LocalPostgresServer> StartAsync(CancellationToken cancellationToken) =>
        StartAsync(Options, cancellationToken);

    public Task<LocalPostgresServer> StartAsync(LocalPostgresOptions options, CancellationToken cancellationToken) =>
        LocalPostgresServer.StartAsync(options, Progress, NullLogger.Instance, TimeProvider.System, cancellationToken);

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
