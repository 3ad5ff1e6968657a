using CdcAnalytics.AppHost.Resources.Postgres;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

public sealed class LogicalReplicationHealthCheckTests(PostgresFixture postgres)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_decodes_logically_and_has_a_free_slot_is_healthy()
    {
        await using var database = await postgres.CreateDatabaseAsync(Ending);

        var result = await CheckAsync(database.ConnectionString);

        Assert.Equal(HealthStatus.Healthy, result.Status);
        Assert.Matches(@"^\d+ logical slots, \d+ more can be made\.$", result.Description);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_unhealthy()
    {
        var result = await CheckAsync("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing");

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal("The server does not answer.", result.Description);
    }

    [Fact]
    public async Task A_server_without_an_address_is_not_healthy_yet()
    {
        var result = await CheckAsync(null);

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal("The server's address is not known yet.", result.Description);
    }

    private static Task<HealthCheckResult> CheckAsync(string? connectionString)
    {
        var check = new LogicalReplicationHealthCheck(_ => ValueTask.FromResult(connectionString));
        var context = new HealthCheckContext
        {
            Registration = new HealthCheckRegistration("postgres", check, HealthStatus.Unhealthy, tags: null),
        };
        return check.CheckHealthAsync(context, Ending);
    }
}
