using System.Globalization;
using CdcAnalytics.Cluster.Settings;

namespace CdcAnalytics.Cluster.Local;

/// <summary>Formats the data folders of brokers that have none yet.</summary>
internal static class BrokerFolders
{
    private const string MetaFile = "meta.properties";

    private static readonly TimeSpan FormatTimeout = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Runs Kafka's own tool for the first node and copies what it wrote for the others: only node and folder ids
    /// differ, and each run of the tool would take seconds.
    /// </summary>
    /// <exception cref="LocalClusterException">
    /// The folders belong to another cluster, or the tool failed.
    /// </exception>
    public static async Task FormatMissingAsync(
        LocalClusterOptions options,
        LocalClusterFolders folders,
        EngineProcesses processes,
        CancellationToken cancellationToken)
    {
        var settings = options.Settings.Kafka;
        var nodes = Enumerable.Range(1, settings.BrokerCount).ToList();
        foreach (var node in nodes.Where(node => File.Exists(Path.Combine(folders.Kafka(node), MetaFile))))
        {
            RequireSameCluster(folders.Kafka(node), settings);
        }

        var missing = nodes.Where(node => !File.Exists(Path.Combine(folders.Kafka(node), MetaFile))).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var first = missing[0];
        await RunToolAsync(options, folders, processes.Formatter(first), cancellationToken);
        foreach (var node in missing.Skip(1))
        {
            Copy(folders.Kafka(first), folders.Kafka(node), node);
        }
    }

    private static void RequireSameCluster(string folder, KafkaClusterSettings settings)
    {
        var found = File.ReadLines(Path.Combine(folder, MetaFile))
            .FirstOrDefault(line => line.StartsWith("cluster.id=", StringComparison.Ordinal));
        if (found != $"cluster.id={settings.ClusterId}")
        {
            throw new LocalClusterException(
                $"The data in '{folder}' is of another cluster ({found}), not of {settings.ClusterId}. Use another "
                + "data folder, or delete this one to begin anew.");
        }
    }

    private static async Task RunToolAsync(
        LocalClusterOptions options, LocalClusterFolders folders, JvmProcess tool, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(FormatTimeout);
        var log = new ProcessLog(folders.Log(tool.Name), MaxBytes: long.MaxValue);
        log.Roll();
        List<string> arguments =
        [
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", .. tool.Options, "-cp", tool.ClassPath,
            tool.MainClass, .. tool.Arguments,
        ];
        using var process = await GuardedProcess.StartAsync(
            options.Homes.Java, arguments, tool.Environment, folders.Root, log.Path, limit.Token);
        var code = await process.WaitForExitAsync(limit.Token);
        if (code != 0)
        {
            throw new LocalClusterException(
                $"Kafka's tool could not format the data folder (exit code {code}): "
                + string.Join(Environment.NewLine, log.Tail(maxLines: 5)));
        }
    }

    // meta.properties: "node.id=1\ndirectory.id=4u0jXzmJ2Z0vO9dG9UqkQg\nversion=1\ncluster.id=..."
    private static void Copy(string from, string to, int node)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from).Where(file => Path.GetFileName(file) != MetaFile))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }

        var lines = File.ReadLines(Path.Combine(from, MetaFile)).Select(line =>
            line.StartsWith("node.id=", StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"node.id={node}")
                : line.StartsWith("directory.id=", StringComparison.Ordinal) ? $"directory.id={NewId()}" : line);
        // Last: a folder counts as formatted when it is there.
        File.WriteAllLines(Path.Combine(to, MetaFile), lines);
    }

    private static string NewId() => Convert.ToBase64String(Guid.NewGuid().ToByteArray())
        .Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
