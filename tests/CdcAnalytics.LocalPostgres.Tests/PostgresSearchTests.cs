using System.Runtime.Versioning;

namespace CdcAnalytics.LocalPostgres.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class PostgresSearchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Named_folder_without_a_server_is_refused()
    {
        var empty = Directory.CreateTempSubdirectory("cdc-empty-").FullName;
        try
        {
            var error = await Assert.ThrowsAsync<LocalPostgresException>(
                () => PostgresSearch.ReadNamedAsync(empty, Cancellation));

            Assert.StartsWith($"'{empty}' holds no 'postgres' and 'initdb'", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(empty);
        }
    }

    [Theory]
    [InlineData("postgres (PostgreSQL) 13.4", "holds Postgres 13.4; this program works with 14 to 18")]
    [InlineData("postgres (PostgreSQL) 19beta1", "holds Postgres 19beta1; this program works with 14 to 18")]
    [InlineData("something else", "gave no version")]
    public async Task Named_folder_with_a_foreign_server_is_refused(string versionLine, string expected)
    {
        var error = await WithFakeServerAsync(versionLine, directory =>
            Assert.ThrowsAsync<LocalPostgresException>(() => PostgresSearch.ReadNamedAsync(directory, Cancellation)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres (PostgreSQL) 14.22", 14, "14.22")]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15, "15.18")]
    [InlineData("postgres (PostgreSQL) 18.4", 18, "18.4")]
    public async Task Version_is_read_from_the_programs(string versionLine, int major, string version)
    {
        var server = await WithFakeServerAsync(versionLine, directory =>
            PostgresSearch.ReadNamedAsync(directory, Cancellation));

        Assert.Equal((major, version), (server.MajorVersion, server.Version));
    }

    private static async Task<T> WithFakeServerAsync<T>(string versionLine, Func<string, Task<T>> use)
    {
        var directory = Directory.CreateTempSubdirectory("cdc-fake-").FullName;
        try
        {
            foreach (var program in new[] { "postgres", "initdb" })
            {
                var path = Path.Combine(directory, program);
                await File.WriteAllTextAsync(path, $"#!/bin/sh\necho '{versionLine}'\n", Cancellation);
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return await use(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
