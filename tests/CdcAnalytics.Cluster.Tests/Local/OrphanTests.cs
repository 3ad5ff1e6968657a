using System.Diagnostics;
using CdcAnalytics.Cluster.Local;
using CdcAnalytics.Testing.Cluster;

namespace CdcAnalytics.Cluster.Tests.Local;

[Trait("requires", "cluster")]
public sealed class OrphanTests
{
    private const int ProcessesOfOneBrokerCluster = 5;

    [Fact]
    public async Task After_its_hosts_SIGKILL_no_process_of_a_cluster_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are counted in /proc.");
        var cancellationToken = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("cdc-cluster-orphans-");
        try
        {
            using var host = StartHost(LocalEngines.FindOrSkip(), folder.FullName);
            await Wait.UntilAsync(
                "all JVMs of the cluster run",
                () => Task.FromResult(CountJvms(folder.FullName) == ProcessesOfOneBrokerCluster),
                cancellationToken);

            host.Kill();
            await host.WaitForExitAsync(cancellationToken);

            await Wait.UntilAsync(
                "no process of the cluster is left",
                () => Task.FromResult(Count(folder.FullName) == 0),
                cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>JVMs that run one of the engines, not the tool that formats.</summary>
    private static int CountJvms(string folder) => CommandLines(folder)
        .Count(line => line.Contains("java", StringComparison.Ordinal)
            && !line.StartsWith("/bin/sh", StringComparison.Ordinal)
            && !line.Contains("ClusterHost", StringComparison.Ordinal)
            && !line.Contains("StorageTool", StringComparison.Ordinal));

    private static int Count(string folder) => CommandLines(folder).Count();

    private static IEnumerable<string> CommandLines(string folder)
    {
        foreach (var process in Directory.GetDirectories("/proc").Where(IsProcess))
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (IOException)
            {
                // Ended between the listing and the reading.
                continue;
            }

            if (line.Contains(folder, StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    private static bool IsProcess(string path) => Path.GetFileName(path).All(char.IsAsciiDigit);

    private static Process StartHost(EngineHomes homes, string folder)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "CdcAnalytics.ClusterHost.Testing.dll"));
        start.ArgumentList.Add(folder);
        start.Environment[EngineHomes.KafkaHomeVariable] = homes.KafkaHome;
        start.Environment[EngineHomes.FlinkHomeVariable] = homes.FlinkHome;
        start.Environment[EngineHomes.ConnectPluginPathVariable] = homes.ConnectPluginPath;
        return Process.Start(start) ?? throw new InvalidOperationException("The host did not start.");
    }
}
