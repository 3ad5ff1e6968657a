using CdcAnalytics.ConnectorManager.Desired;

namespace CdcAnalytics.ConnectorManager.Tests.Desired;

/// <summary>Connector files: what they become, and how each mistake is refused.</summary>
public sealed class ConnectorFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cdc-connectors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Placeholders_are_filled_and_those_of_Connect_pass_through()
    {
        Write(
            "a.json",
            """
            {
              // A comment.
              "name": "${value:Name}-source",
              "config": {
                "connector.class": "example.Source",
                "password": "${env:CDC_DATABASE_PASSWORD}",
                "url": "jdbc://${value:host}:${value:Port:5432}/${topic}",
                "columns": "${value:Columns?}",
                "tasks.max": 1,
                "enabled": true,
              },
            }
            """);

        var connector = Assert.Single(Read(("Name", "cdc"), ("Host", "localhost"), ("Columns", " ")));

        Assert.Equal("cdc-source", connector.Name);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["connector.class"] = "example.Source",
                ["password"] = "${env:CDC_DATABASE_PASSWORD}",
                ["url"] = "jdbc://localhost:5432/${topic}",
                ["tasks.max"] = "1",
                ["enabled"] = "true",
            },
            connector.Config);
    }

    [Fact]
    public void The_bundled_connectors_want_only_the_database_the_tables_and_the_brokers()
    {
        var values = new Dictionary<string, string>
        {
            ["DatabaseHost"] = "postgres",
            ["DatabaseName"] = "taxi",
            ["DatabaseUser"] = "cdc",
            ["SourceTables"] = "public.yellow_taxi,public.taxi_zones",
            ["KafkaBootstrapServers"] = "kafka-1:9092",
            ["Partitions"] = "1",
            ["ReplicationFactor"] = "3",
        };

        var connectors = ConnectorFolder.Read(ConnectorFolder.Bundled, new PlaceholderValues(values, values.Keys));

        Assert.Equal(["cdc-sink", "cdc-source"], connectors.Select(connector => connector.Name));
        Assert.Equal("cdc_analytics_connect", connectors[1].Config["slot.name"]);
        Assert.DoesNotContain("column.include.list", connectors[1].Config.Keys);
        Assert.Equal("cdc.dead-letters", connectors[0].Config["errors.deadletterqueue.topic.name"]);
        Assert.Equal("analytics.${topic}", connectors[0].Config["collection.name.format"]);
    }

    [Theory]
    [InlineData("{ \"name\": \"a\",\n  \"config\": { \"x\" 1 } }", "line 2: this is not JSON: ")]
    [InlineData("[]", "line 1: an object is expected; write { \"name\": ")]
    [InlineData("{ \"name\": \"a\" }", "line 1: \"name\" or \"config\" is missing; write { \"name\": ")]
    [InlineData("{ \"name\": \"a\",\n\"tasks\": 1 }", "line 2: \"tasks\" is not expected here, or a second time; ")]
    [InlineData("{ \"name\": 1 }", "line 1: \"name\" must be a text.")]
    [InlineData(
        "{ \"name\": \"a\", \"config\": {\n\"x\": null } }",
        "line 2: the value of \"x\" must be a text, such as \"x\": \"value\".")]
    [InlineData(
        "{ \"name\": \"a\", \"config\": {\n\"x\": \"1\",\n\"x\": \"2\" } }",
        "line 3: \"x\" is set a second time; keep one of the two.")]
    [InlineData(
        "{ \"name\": \"a\", \"config\": {\n\"name\": \"b\" } }",
        "line 2: \"name\" belongs beside \"config\", not into it; take it out.")]
    [InlineData("{ \"name\": \"a\", \"config\": { \"x\": \"1\" } }", "line 1: \"connector.class\" is missing; ")]
    [InlineData(
        "{ \"name\": \"a\", \"config\": {\n\n\"x\": \"${value:Host}\" } }",
        "line 3: \"x\" wants the value 'Host'; set Connectors__Values__Host, or write ${value:Host:default} or, ")]
    [InlineData(
        "{ \"name\": \"a\", \"config\": {\n\"x\": \"${value:Ho st}\" } }",
        "line 2: \"x\" holds a placeholder that is not well formed; write ${value:Name}, ")]
    [InlineData(
        "{ \"name\": \"a\", \"config\": {\n\"database.password\": \"hunter2\" } }",
        "line 2: \"database.password\" must not stand here in plain text; write \"${env:CDC_DATABASE_PASSWORD}\" ")]
    [InlineData(
        "{ \"name\": \"a\", \"config\": {\n\"database.password\": \"${value:Password}\" } }",
        "line 2: \"database.password\" must not stand here in plain text; ")]
    [InlineData(
        "{ \"name\": \"a\", \"config\": {\n\"url\": \"jdbc:postgresql://h/d?user=u&password=hunter2\" } }",
        "line 2: \"url\" holds a password inside its text; take it out, ")]
    [InlineData(
        "{ \"name\": \"a\", \"config\": {\n\"url\": \"postgres://u:hunter2@h/d\" } }",
        "line 2: \"url\" holds a password inside its text; ")]
    public void A_mistake_is_named_with_its_file_and_line(string text, string expected)
    {
        Write("a.json", text);

        var message = Assert.Throws<ConnectorFileException>(() => Read()).Message;

        Assert.StartsWith($"{Path.Combine(_folder, "a.json")}, {expected}", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_a_value_brings_in_is_refused_too()
    {
        Write("a.json", """{ "name": "a", "config": { "connector.class": "x", "url": "${value:Url}" } }""");

        var exception = Assert.Throws<ConnectorFileException>(() => Read(("Url", "jdbc:x://h?password=hunter2")));

        Assert.Contains("\"url\" holds a password inside its text", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_of_one_name_are_refused()
    {
        const string text = """{ "name": "same", "config": { "connector.class": "x" } }""";
        Write("a.json", text);
        Write("b.json", text);

        var exception = Assert.Throws<ConnectorFileException>(() => Read());

        Assert.Equal(
            $"{Path.Combine(_folder, "b.json")} and {Path.Combine(_folder, "a.json")} are both named 'same'; give one "
                + "of them another \"name\".",
            exception.Message);
    }

    [Fact]
    public void A_value_that_no_file_uses_is_refused()
    {
        Write("a.json", """{ "name": "a", "config": { "connector.class": "x" } }""");

        var exception = Assert.Throws<ConnectorFileException>(() => Read(("DatbaseHost", "localhost")));

        Assert.Equal(
            $"No file in '{_folder}' uses ${{value:DatbaseHost}}; take the setting Connectors__Values__DatbaseHost "
                + "away, or mend its spelling.",
            exception.Message);
    }

    [Fact]
    public void A_folder_without_files_is_refused()
    {
        var exception = Assert.Throws<ConnectorFileException>(() => Read());

        Assert.StartsWith(
            $"There is no *.json in the folder '{_folder}'; set Connectors__Folder ",
            exception.Message,
            StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private IReadOnlyList<DesiredConnector> Read(params (string Name, string Value)[] values)
    {
        var given = values.ToDictionary(value => value.Name, value => value.Value);
        return ConnectorFolder.Read(_folder, new PlaceholderValues(given, given.Keys));
    }
}
