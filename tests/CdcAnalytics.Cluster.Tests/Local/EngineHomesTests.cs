using CdcAnalytics.Cluster.Local;

namespace CdcAnalytics.Cluster.Tests.Local;

public sealed class EngineHomesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cdc-homes-");
    private readonly Dictionary<string, string> _variables = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Each_thing_that_is_missing_is_named_with_what_to_do()
    {
        var missing = EngineHomes.TryFind(_variables.GetValueOrDefault, out var homes);

        Assert.Null(homes);
        Assert.Equal(
        [
            "KAFKA_HOME is not set; set it to the folder of Kafka 4.3.1.",
            "FLINK_HOME is not set; set it to the folder of Flink 2.2.1.",
            "CONNECT_PLUGIN_PATH is not set; set it to the folder that holds the folders of Debezium's connectors.",
            "No Java runtime is in JAVA_HOME or PATH; install one (Debian: apt-get install openjdk-17-jre-headless) or "
                + "set JAVA_HOME to it.",
        ], missing);
    }

    [Fact]
    public void A_folder_without_the_engine_is_refused_by_name()
    {
        Complete();
        _variables["FLINK_HOME"] = _folder.FullName;

        var missing = EngineHomes.TryFind(_variables.GetValueOrDefault, out _);

        Assert.Equal(
        [
            $"FLINK_HOME is '{_folder.FullName}', but there is no lib/flink-runtime-*.jar in it; set it to Flink "
                + "2.2.1's folder.",
        ], missing);
    }

    [Fact]
    public void A_Java_that_is_too_old_is_named_with_its_version()
    {
        Complete();
        File.WriteAllText(Path.Combine(_folder.FullName, "jre", "release"), "JAVA_VERSION=\"11.0.2\"\n");

        var missing = EngineHomes.TryFind(_variables.GetValueOrDefault, out _);

        Assert.Equal(
        [
            $"Java 17 or newer is needed, but there is only {_folder.FullName}/jre/bin/java (11.0.2); install one "
                + "(Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME to it.",
        ], missing);
    }

    [Fact]
    public void Complete_homes_are_found_with_the_version_of_Java()
    {
        Complete();

        var missing = EngineHomes.TryFind(_variables.GetValueOrDefault, out var homes);

        Assert.Empty(missing);
        Assert.Equal(
            new EngineHomes(Folder("kafka"), Folder("flink"), Folder("plugins"), Folder("jre/bin/java"), "17.0.9"),
            homes);
    }

    private string Folder(string name) => Path.Combine(_folder.FullName, name);

    private void Complete()
    {
        foreach (var file in new[]
        {
            "kafka/libs/kafka_2.13-4.3.1.jar", "flink/lib/flink-runtime-2.2.1.jar", "jre/bin/java",
            "plugins/debezium-connector-postgres/x.jar", "plugins/debezium-connector-jdbc/x.jar",
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Folder(file))!);
            File.WriteAllText(Folder(file), "");
        }

        File.WriteAllText(Folder("jre/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.9\"\n");
        _variables["KAFKA_HOME"] = Folder("kafka");
        _variables["FLINK_HOME"] = Folder("flink");
        _variables["CONNECT_PLUGIN_PATH"] = Folder("plugins");
        _variables["JAVA_HOME"] = Folder("jre");
    }
}
