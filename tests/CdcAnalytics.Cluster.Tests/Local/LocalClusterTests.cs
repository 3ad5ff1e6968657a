using System.Diagnostics;
using System.Text.Json;
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Testing.Cluster;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.Cluster.Tests.Local;

[Trait("requires", "cluster")]
public sealed class LocalClusterTests(LocalClusterFixture fixture)
{
    [Fact]
    public async Task From_an_empty_folder_all_engines_become_healthy()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var cluster = await fixture.GetClusterAsync(cancellationToken);

        await Wait.UntilHealthyAsync(cluster, cancellationToken);

        Assert.Equal(
            ["broker-1", "broker-2", "broker-3", "connect", "jobmanager", "taskmanager", "gateway"],
            cluster.Processes.Select(process => process.Name));
        TestContext.Current.SendDiagnosticMessage($"All healthy after {fixture.StartTime}.");
    }

    [Theory]
    [InlineData("broker-2")]
    [InlineData("connect")]
    [InlineData("jobmanager")]
    [InlineData("gateway")]
    public async Task A_killed_process_is_started_again_and_all_is_healthy(string name)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var cluster = await fixture.GetClusterAsync(cancellationToken);
        await Wait.UntilHealthyAsync(cluster, cancellationToken);
        var victim = cluster.Process(name);
        var restarts = victim.RestartCount;
        var watch = Stopwatch.StartNew();

        Kill(victim);
        await Wait.UntilAsync(
            $"{name} is started again",
            () => Task.FromResult(victim.RestartCount > restarts && victim.ProcessId is not null),
            cancellationToken);
        await Wait.UntilHealthyAsync(cluster, cancellationToken);

        TestContext.Current.SendDiagnosticMessage($"{name}: healthy {watch.Elapsed} after the kill.");
        Assert.Equal(restarts + 1, victim.RestartCount);
    }

    [Fact]
    public async Task A_killed_TaskManager_is_forgotten_and_its_successor_registers()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var cluster = await fixture.GetClusterAsync(cancellationToken);
        await Wait.UntilHealthyAsync(cluster, cancellationToken);
        var before = await TaskManagersAsync(cluster, cancellationToken);
        var watch = Stopwatch.StartNew();

        Kill(cluster.Process("taskmanager"));
        await Wait.UntilAsync(
            "the JobManager has one TaskManager, a new one",
            async () => await TaskManagersAsync(cluster, cancellationToken) is [var now] && !before.Contains(now),
            cancellationToken);
        await Wait.UntilHealthyAsync(cluster, cancellationToken);

        TestContext.Current.SendDiagnosticMessage($"taskmanager: registered {watch.Elapsed} after the kill.");
    }

    [Fact]
    public async Task With_two_brokers_down_Kafka_is_unhealthy_and_names_them()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var cluster = await fixture.GetClusterAsync(cancellationToken);
        await Wait.UntilHealthyAsync(cluster, cancellationToken);

        await Wait.UntilAsync(
            "the two brokers are named",
            async () =>
            {
                // Again and again: they are started again.
                Kill(cluster.Process("broker-1"));
                Kill(cluster.Process("broker-3"));
                var result = await Wait.CheckAsync(cluster.HealthChecks["kafka"], cancellationToken);
                return result.Status == HealthStatus.Unhealthy
                    && result.Description?.StartsWith("Not up: broker 1, broker 3.", StringComparison.Ordinal) == true;
            },
            cancellationToken);
        await Wait.UntilHealthyAsync(cluster, cancellationToken);
    }

    [Fact]
    public async Task A_second_start_on_the_same_data_is_refused()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var cluster = await fixture.GetClusterAsync(cancellationToken);
        var options = LocalClusterFixture.Options(LocalEngines.FindOrSkip(), cluster.DataFolder);

        var refusal = await Assert.ThrowsAsync<LocalClusterException>(
            () => LocalClusterFixture.StartAsync(options, cancellationToken));

        Assert.Equal(
            $"The cluster in '{cluster.DataFolder}' runs already (process {Environment.ProcessId}). Stop that one, or "
            + "use another data folder.",
            refusal.Message);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_to_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("cdc-cluster-cache-");
        try
        {
            var file = Path.Combine(folder.FullName, "file");
            await File.WriteAllTextAsync(file, "no folder", TestContext.Current.CancellationToken);
            var options = LocalClusterFixture.Options(LocalEngines.FindOrSkip(), Path.Combine(folder.FullName, "data"))
                with { ClassArchiveFolder = Path.Combine(file, "jvm") };

            var refusal = await Assert.ThrowsAsync<LocalClusterException>(
                () => LocalClusterFixture.StartAsync(options, TestContext.Current.CancellationToken));

            Assert.StartsWith($"'{options.ClassArchiveFolder}' cannot hold", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("XDG_CACHE_HOME", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Kill(LocalProcess victim)
    {
        if (victim.ProcessId is not { } id)
        {
            return;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended by itself a moment ago.
        }
    }

    /// <summary>The TaskManagers' own ids, new ones for each life; as the JobManager knows them.</summary>
    private static async Task<string[]> TaskManagersAsync(LocalCluster cluster, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = cluster.Addresses.FlinkUrl };
        using var page = JsonDocument.Parse(await client.GetStringAsync(
            new Uri("taskmanagers", UriKind.Relative), cancellationToken));
        return [.. page.RootElement.GetProperty("taskmanagers").EnumerateArray()
            .Select(taskManager => taskManager.GetProperty("id").GetString() ?? "")];
    }
}
