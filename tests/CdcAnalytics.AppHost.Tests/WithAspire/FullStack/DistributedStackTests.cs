using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using CdcAnalytics.AppHost.WithAspire;
using Npgsql;

namespace CdcAnalytics.AppHost.Tests.WithAspire.FullStack;

/// <summary>
/// The whole distributed topology in containers: what a person sees who runs the AppHost with Docker. Its volumes are
/// its own and are removed; the first run pulls and builds images, which its limits allow for.
/// </summary>
[Trait("requires", "containers")]
public sealed class DistributedStackTests : IAsyncLifetime
{
    // Six images are pulled and one is built the first time.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(20);

    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private static readonly string[] Volumes = ["flink", "kafka-1", "kafka-2", "kafka-3", "postgres"];

    private readonly string _volumePrefix =
        string.Create(CultureInfo.InvariantCulture, $"cdc-test-{Guid.NewGuid():N}");

    private string _runtime = "";
    private DistributedApplication? _app;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private DistributedApplication App => _app ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _runtime = await ContainerRuntimeProbe.RequireAsync(Ending);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync(
            typeof(CdcAnalyticsBuilderExtensions),
            [
                "--topology", "distributed",
                $"--VolumePrefix={_volumePrefix}",
                "--Parameters:postgres-password=only-for-this-test",
                "--Seeder:HistoryTrips=5000",
                "--Seeder:TripsPerSecond=20",
            ],
            Ending);
        _app = await builder.BuildAsync(Ending);
        await _app.StartAsync(Ending).WaitAsync(StartLimit, Ending);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_runtime.Length > 0)
        {
            foreach (var volume in Volumes)
            {
                await ContainerRuntimeProbe.RunAsync(
                    _runtime, CancellationToken.None, "volume", "rm", "--force", $"{_volumePrefix}-{volume}");
            }
        }
    }

    [Fact]
    public async Task Everything_becomes_healthy_and_the_results_count_every_trip_also_after_a_broker_was_killed()
    {
        await WaitForHealthAsync("dashboard", StartLimit);
        foreach (var name in new[] { "seeder", "connectors", "flink-job", "kafka-ui", "pgadmin", "engine-metrics" })
        {
            await WaitForHealthAsync(name, RecoveryLimit);
        }

        await WaitUntilEveryTripIsCountedAsync();

        await PostAsync("seeder", "/resume");
        var broker = await ContainerRuntimeProbe.RunAsync(
            _runtime, Ending, "ps", "--quiet", "--filter", $"volume={_volumePrefix}-kafka-2");
        Assert.False(string.IsNullOrWhiteSpace(broker), "The second broker's container is not there.");
        Assert.NotNull(
            await ContainerRuntimeProbe.RunAsync(_runtime, Ending, "kill", "--signal", "KILL", broker.Trim()));

        await WaitUntilEveryTripIsCountedAsync();
        await WaitForHealthAsync("kafka", RecoveryLimit);
    }

    private async Task WaitForHealthAsync(string resource, TimeSpan limit) =>
        await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, Ending).WaitAsync(limit, Ending);

    // No trip may happen between the two counts, so the seeder is paused first.
    private async Task WaitUntilEveryTripIsCountedAsync()
    {
        await PostAsync("seeder", "/pause");
        await using var dataSource = NpgsqlDataSource.Create(
            await App.GetConnectionStringAsync("taxi", Ending)
            ?? throw new InvalidOperationException("The database has no connection string."));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        limit.CancelAfter(RecoveryLimit);
        (long Happened, long Counted) last = (0, -1);
        using var timer = new PeriodicTimer(LookInterval);
        try
        {
            while (last.Happened == 0 || last.Happened != last.Counted)
            {
                await timer.WaitForNextTickAsync(limit.Token);
                last = await CountAsync(dataSource, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!Ending.IsCancellationRequested)
        {
            Assert.Fail($"{last.Happened} trips happened, but {last.Counted} are counted after {RecoveryLimit}.");
        }
    }

    private static async Task<(long Happened, long Counted)> CountAsync(
        NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT (SELECT count(*) FROM public.yellow_taxi),
                   (SELECT coalesce(sum(trips), 0)::bigint FROM analytics.zone_hour_live)
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task PostAsync(string resource, string path)
    {
        using var client = App.CreateHttpClient(resource, "http");
        using var answer = await client.PostAsync(path, content: null, Ending);
        answer.EnsureSuccessStatusCode();
    }
}
