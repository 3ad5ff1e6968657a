using System.Text.Encodings.Web;
using System.Text.Json;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>Prints rows for people: what is kept of a change that could not be read.</summary>
internal static class RowDescription
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The primary key's values, comma separated.</summary>
    public static string Key(SourceTable table, RowBuffer rows, int row) =>
        string.Join(',', table.PrimaryKey.Select(column => ValueText.Format(rows, row, column)));

    /// <summary>The row as far as it was read, as a JSON object of texts; what was not read is NULL or zero.</summary>
    public static string Json(SourceTable table, RowBuffer rows, int row)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            for (var column = 0; column < table.RowType.Columns.Count; column++)
            {
                writer.WriteString(table.RowType.Columns[column].Name, ValueText.Format(rows, row, column));
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
