namespace CdcAnalytics.ConnectorManager.Tests.Engines;

/// <summary>Where the engines' jars are.</summary>
internal sealed record TestHomes(string KafkaHome, string ConnectPluginPath)
{
    /// <summary>
    /// By KAFKA_HOME and CONNECT_PLUGIN_PATH, or in shared/jvm beside the checkout; without them, or without Java, the
    /// test is skipped, or fails where the variable <c>CI</c> is true.
    /// </summary>
    public static TestHomes FindOrSkip()
    {
        var kafka = Find("KAFKA_HOME", "kafka");
        var plugins = Find("CONNECT_PLUGIN_PATH", "connect-plugins");
        if (kafka is not null && plugins is not null && HasJava())
        {
            return new TestHomes(kafka, plugins);
        }

        const string message = "Kafka and Debezium are not here: set KAFKA_HOME and CONNECT_PLUGIN_PATH, or put them "
            + "into shared/jvm beside the checkout; and install Java 17.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
        throw new InvalidOperationException(message);
    }

    private static string? Find(string variable, string folder)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
        {
            return value;
        }

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

    private static bool HasJava() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "java")));
}
