using System.Runtime.Versioning;

namespace CdcAnalytics.Cluster.Local;

/// <summary>Where the engines' jars and the Java runtime are on this machine.</summary>
/// <param name="KafkaHome">Folder with <c>libs</c>.</param>
/// <param name="FlinkHome">Folder with <c>lib</c>.</param>
/// <param name="ConnectPluginPath">Folder with a folder for each connector.</param>
/// <param name="Java">Path of the <c>java</c> program.</param>
/// <param name="JavaVersion">For example <c>17.0.15</c>.</param>
public sealed record EngineHomes(
    string KafkaHome, string FlinkHome, string ConnectPluginPath, string Java, string JavaVersion)
{
    /// <summary>Variable that names Kafka's folder.</summary>
    public const string KafkaHomeVariable = "KAFKA_HOME";

    /// <summary>Variable that names Flink's folder.</summary>
    public const string FlinkHomeVariable = "FLINK_HOME";

    /// <summary>Variable that names the connectors' folder.</summary>
    public const string ConnectPluginPathVariable = "CONNECT_PLUGIN_PATH";

    private const int MinimumJavaVersion = 17;

    /// <summary>Finds all of them, by this process's environment.</summary>
    /// <exception cref="LocalClusterException">Says which are missing and how to name them.</exception>
    public static EngineHomes Find() => Find(Environment.GetEnvironmentVariable);

    /// <summary>Finds all of them.</summary>
    /// <param name="variable">
    /// From a variable's name to its value: <c>KAFKA_HOME</c>, <c>FLINK_HOME</c>, <c>CONNECT_PLUGIN_PATH</c>,
    /// <c>JAVA_HOME</c> and <c>PATH</c>.
    /// </param>
    /// <exception cref="LocalClusterException">Says which are missing and how to name them.</exception>
    public static EngineHomes Find(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var missing = TryFind(variable, out var homes);
        return homes ?? throw new LocalClusterException(
            "The engines cannot run as local processes here: " + string.Join(" ", missing));
    }

    /// <summary>Finds all of them; answers one sentence for each that is missing, none when all are there.</summary>
    /// <param name="variable">From a variable's name to its value.</param>
    /// <param name="homes">The homes, or null when something is missing.</param>
    public static IReadOnlyList<string> TryFind(Func<string, string?> variable, out EngineHomes? homes)
    {
        ArgumentNullException.ThrowIfNull(variable);
        homes = null;
        if (OperatingSystem.IsWindows())
        {
            return ["Local engines need Linux or macOS; on Windows run them in containers, or here inside WSL."];
        }

        return FindOnUnix(variable, out homes);
    }

    [UnsupportedOSPlatform("windows")]
    private static List<string> FindOnUnix(Func<string, string?> variable, out EngineHomes? homes)
    {
        var missing = new List<string>();
        var kafka = Folder(variable, KafkaHomeVariable, "libs", "kafka_*.jar", "Kafka 4.3.1", missing);
        var flink = Folder(variable, FlinkHomeVariable, "lib", "flink-runtime-*.jar", "Flink 2.2.1", missing);
        var plugins = PluginFolder(variable, missing);
        var java = FindJava(variable, missing);
        homes = kafka is not null && flink is not null && plugins is not null && java is { } found
            ? new EngineHomes(kafka, flink, plugins, found.Path, found.Version)
            : null;
        return missing;
    }

    private static string? Folder(
        Func<string, string?> variable, string name, string library, string jar, string product, List<string> missing)
    {
        if (variable(name) is not { Length: > 0 } folder)
        {
            missing.Add($"{name} is not set; set it to the folder of {product}.");
            return null;
        }

        var jars = Path.Combine(folder, library);
        if (!Directory.Exists(jars) || Directory.GetFiles(jars, jar).Length == 0)
        {
            missing.Add($"{name} is '{folder}', but there is no {library}/{jar} in it; set it to {product}'s folder.");
            return null;
        }

        return Path.GetFullPath(folder);
    }

    private static string? PluginFolder(Func<string, string?> variable, List<string> missing)
    {
        const string name = ConnectPluginPathVariable;
        if (variable(name) is not { Length: > 0 } folder)
        {
            missing.Add($"{name} is not set; set it to the folder that holds the folders of Debezium's connectors.");
            return null;
        }

        foreach (var connector in new[] { "debezium-connector-postgres", "debezium-connector-jdbc" })
        {
            if (!Directory.Exists(Path.Combine(folder, connector)))
            {
                missing.Add($"{name} is '{folder}', but there is no folder {connector} in it.");
                return null;
            }
        }

        return Path.GetFullPath(folder);
    }

    private static (string Path, string Version)? FindJava(Func<string, string?> variable, List<string> missing)
    {
        const string advice = "install one (Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME to it.";
        var candidates = new List<string>();
        if (variable("JAVA_HOME") is { Length: > 0 } home)
        {
            candidates.Add(Path.Combine(home, "bin", "java"));
        }

        candidates.AddRange((variable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "java")));
        var tooOld = new List<string>();
        foreach (var candidate in candidates.Where(File.Exists))
        {
            var version = VersionOf(candidate);
            if (version is not null && MajorOf(version) >= MinimumJavaVersion)
            {
                return (candidate, version);
            }

            tooOld.Add($"{candidate} ({version ?? "unknown version"})");
        }

        missing.Add(tooOld.Count == 0
            ? $"No Java runtime is in JAVA_HOME or PATH; {advice}"
            : $"Java {MinimumJavaVersion} or newer is needed, but there is only {string.Join(", ", tooOld)}; {advice}");
        return null;
    }

    /// <summary>From the file <c>release</c> that every runtime has: <c>JAVA_VERSION="17.0.15"</c>.</summary>
    private static string? VersionOf(string java)
    {
        var program = File.ResolveLinkTarget(java, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(java);
        var release = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(program)) ?? "/", "release");
        return File.Exists(release)
            ? File.ReadLines(release)
                .Where(line => line.StartsWith("JAVA_VERSION=", StringComparison.Ordinal))
                .Select(line => line["JAVA_VERSION=".Length..].Trim('"'))
                .FirstOrDefault()
            : null;
    }

    private static int MajorOf(string version) =>
        int.TryParse(version.Split('.', '+', '-')[0], out var major) ? major : 0;
}
