using CdcAnalytics.AppHost.WithAspire;
using CdcAnalytics.Testing;

namespace CdcAnalytics.AppHost.Tests.WithAspire.FullStack;

/// <summary>
/// The embedded host as Aspire's orchestrator starts it: what a person sees who runs the AppHost without a container
/// runtime. It needs the orchestrator that comes with Aspire's packages, and a Postgres.
/// </summary>
[Trait("requires", "orchestrator")]
public sealed class EmbeddedStackTests(PostgresFixture postgres)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan ExactLimit = TimeSpan.FromMinutes(2);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_host_becomes_healthy_and_the_results_equal_the_batch_answer()
    {
        await using var database = await postgres.CreateDatabaseAsync(Ending);
        await using var app = await RunningApplication.StartAsync(
            [
                "--topology", "embedded", "--connection", database.ConnectionString,
                "--demo", "on", "--history", "0", "--trips-per-second", "0",
            ],
            CdcAnalyticsBuilderExtensions.HostName,
            StartLimit,
            Ending);
        var results = new ExactResults(database.DataSource);
        await results.BeginAsync(Ending);

        await results.WriteAsync(Ending);

        await results.WaitAsync(ExactLimit, Ending);
    }
}
