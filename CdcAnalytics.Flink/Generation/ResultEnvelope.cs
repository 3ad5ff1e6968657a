using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Scripts;

namespace CdcAnalytics.Flink.Generation;

/// <summary>
/// A result row as Kafka Connect's JSON converter reads it, with its schema:
/// <c>{"payload":{"trips":7},"schema":{"type":"struct","fields":[…],"optional":false}}</c>.
/// </summary>
/// <remarks>
/// Timestamps, dates and doubles go as text, which Postgres reads by the column's own type: Connect has no timestamp of
/// microseconds that the sink binds, and JSON no NaN. Decimals are numbers with all their digits.
/// </remarks>
internal static class ResultEnvelope
{
    // The text goes into a file that people read, and from there through a SQL literal: no need to escape for HTML.
    private static readonly JsonSerializerOptions _json =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The expression of the record's key: the primary key's columns.</summary>
    /// <remarks>
    /// The schema has the table's name: rows of two tables whose keys look alike are two keys to the one sink.
    /// </remarks>
    public static string Key(ScriptQuery query) =>
        Envelope(query.Result, query.Result.PrimaryKey, query.Result.Name);

    /// <summary>The expression of the record's value: all columns that the query fills.</summary>
    public static string Value(ScriptQuery query) =>
        Envelope(query.Result, [.. query.Columns.Order()], schemaName: null);

    private static string Envelope(ResultTable table, IReadOnlyList<int> columns, string? schemaName)
    {
        var pieces = new List<string>();
        for (var index = 0; index < columns.Count; index++)
        {
            var (name, type) = table.RowType.Columns[columns[index]];
            var isNullable = type.IsNullable && !table.PrimaryKey.Contains(columns[index]);
            var before = index == 0 ? "{\"payload\":{" : ",";
            pieces.Add(FlinkName.Text($"{before}{JsonSerializer.Serialize(name, _json)}:"));
            var value = Value(FlinkName.Quote(name), type.Kind);
            pieces.Add(isNullable ? $"COALESCE({value}, 'null')" : value);
        }

        pieces.Add(FlinkName.Text($"}},\"schema\":{Schema(table, columns, schemaName).ToJsonString(_json)}}}"));
        return $"CONCAT(\n    {string.Join(",\n    ", pieces)})";
    }

    private static string Value(string column, ValueKind kind) => kind switch
    {
        ValueKind.Text => $"JSON_STRING({column})",
        ValueKind.Double or ValueKind.Timestamp or ValueKind.Date => $"CONCAT('\"', CAST({column} AS STRING), '\"')",
        ValueKind.Boolean => $"LOWER(CAST({column} AS STRING))",
        _ => $"CAST({column} AS STRING)",
    };

    private static JsonObject Schema(ResultTable table, IReadOnlyList<int> columns, string? name)
    {
        var schema = new JsonObject
        {
            ["type"] = "struct",
            ["fields"] = new JsonArray([.. columns.Select(index => Field(
                table.RowType.Columns[index], table.PrimaryKey.Contains(index)))]),
            ["optional"] = false,
        };
        if (name is not null)
        {
            schema["name"] = name;
        }

        return schema;
    }

    private static JsonObject Field(Column column, bool isKey)
    {
        var field = new JsonObject
        {
            ["field"] = column.Name,
            ["type"] = column.Type.Kind switch
            {
                ValueKind.Boolean => "boolean",
                ValueKind.Int32 => "int32",
                ValueKind.Int64 => "int64",
                ValueKind.Decimal => "bytes",
                _ => "string",
            },
            ["optional"] = column.Type.IsNullable && !isKey,
        };
        if (column.Type.Kind == ValueKind.Decimal)
        {
            field["name"] = "org.apache.kafka.connect.data.Decimal";
            field["version"] = 1;
            field["parameters"] = new JsonObject
            {
                ["scale"] = column.Type.Scale.ToString(CultureInfo.InvariantCulture),
                ["connect.decimal.precision"] = column.Type.Precision.ToString(CultureInfo.InvariantCulture),
            };
        }

        return field;
    }
}
