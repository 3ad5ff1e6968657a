using System.Diagnostics;
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
    [InlineData("taskmanager")]
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
    public async Task With_two_brokers_down_Kafka_is_unhealthy_and_names_them()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var cluster = await fixture.GetClusterAsync(cancellationToken);
        await Wait.UntilHealthyAsync(cluster, cancellationToken);

        Kill(cluster.Process("broker-1"));
        Kill(cluster.Process("broker-3"));
        var result = await Wait.CheckAsync(cluster.HealthChecks["kafka"], cancellationToken);

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("Not up: broker 1, broker 3.", result.Description, StringComparison.Ordinal);
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

    private static void Kill(LocalProcess victim)
    {
        using var process = Process.GetProcessById(victim.ProcessId ?? throw new InvalidOperationException());
        process.Kill();
    }
}
