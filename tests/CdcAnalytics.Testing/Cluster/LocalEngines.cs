using CdcAnalytics.Cluster.Local;

namespace CdcAnalytics.Testing.Cluster;

/// <summary>The engines' jars and Java, which the repository does not hold.</summary>
public static class LocalEngines
{
    /// <summary>
    /// Where they are: by KAFKA_HOME, FLINK_HOME and CONNECT_PLUGIN_PATH, or in shared/jvm beside the checkout. Without
    /// them the test is skipped; it fails where <c>CI</c> is true and KAFKA_HOME is set, and something else is missing.
    /// </summary>
    public static EngineHomes FindOrSkip()
    {
        var missing = EngineHomes.TryFind(Variable, out var homes);
        if (homes is not null)
        {
            return homes;
        }

        var message = string.Join(" ", missing);
        if (Environment.GetEnvironmentVariable("CI") == "true"
            && Environment.GetEnvironmentVariable(EngineHomes.KafkaHomeVariable) is { Length: > 0 })
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
        throw new InvalidOperationException(message);
    }

    /// <summary>The environment, completed by what lies in shared/jvm.</summary>
    public static string? Variable(string name)
    {
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
        {
            return value;
        }

        var folder = name switch
        {
            EngineHomes.KafkaHomeVariable => "kafka",
            EngineHomes.FlinkHomeVariable => "flink",
            EngineHomes.ConnectPluginPathVariable => "connect-plugins",
            _ => null,
        };
        return folder is null ? null : SharedFolder(folder);
    }

    private static string? SharedFolder(string folder)
    {
        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            var path = Path.Combine(parent.FullName, "shared", "jvm", folder);
            if (Directory.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
