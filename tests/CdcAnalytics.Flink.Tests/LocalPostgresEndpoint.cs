using System.Globalization;
using CdcAnalytics.Testing.Cluster;
using Npgsql;

namespace CdcAnalytics.Flink.Tests;

/// <summary>A test's database as the JDBC sink reaches it.</summary>
internal sealed record LocalPostgresEndpoint(string Host, int Port, string Database)
{
    private const string Role = "cdc_flink_sink";

    /// <summary>Makes the role whose password Connect knows.</summary>
    public const string CreateRole = $"""
        DO $$ BEGIN
          CREATE ROLE {Role} LOGIN SUPERUSER PASSWORD '{LocalClusterFixture.DatabasePassword}';
        EXCEPTION WHEN duplicate_object THEN NULL;
        END $$
        """;

    public static LocalPostgresEndpoint Of(string connectionString, string database)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return new LocalPostgresEndpoint(parts.Host ?? "127.0.0.1", parts.Port, database);
    }

    /// <summary>The settings of the sink as connectors/sink.json has them, for one test's topics.</summary>
    public Dictionary<string, string> SinkSettings(string prefix) => new()
    {
        ["connector.class"] = "io.debezium.connector.jdbc.JdbcSinkConnector",
        ["tasks.max"] = "1",
        ["connection.url"] = string.Create(
            CultureInfo.InvariantCulture, $"jdbc:postgresql://{Host}:{Port}/{Database}?stringtype=unspecified"),
        ["connection.username"] = Role,
        ["connection.password"] = "${env:CDC_DATABASE_PASSWORD}",
        ["topics.regex"] = $"{prefix}\\..*",
        ["transforms"] = "table",
        ["transforms.table.type"] = "org.apache.kafka.connect.transforms.RegexRouter",
        ["transforms.table.regex"] = $"{prefix}\\.(.*)",
        ["transforms.table.replacement"] = "$1",
        ["collection.name.format"] = "analytics.${topic}",
        ["insert.mode"] = "upsert",
        ["delete.enabled"] = "true",
        ["primary.key.mode"] = "record_key",
        ["schema.evolution"] = "none",
        ["use.reduction.buffer"] = "true",
        ["key.converter"] = "org.apache.kafka.connect.json.JsonConverter",
        ["key.converter.schemas.enable"] = "true",
        ["value.converter"] = "org.apache.kafka.connect.json.JsonConverter",
        ["value.converter.schemas.enable"] = "true",
        ["consumer.override.auto.offset.reset"] = "earliest",
        ["consumer.override.metadata.max.age.ms"] = "2000",
    };
}
