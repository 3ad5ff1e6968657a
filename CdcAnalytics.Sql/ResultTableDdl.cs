using System.Globalization;
using System.Text;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Sql;

/// <summary>Writes the Postgres statements that make result tables.</summary>
public static class ResultTableDdl
{
    /// <summary>
    /// <c>CREATE TABLE IF NOT EXISTS schema.table (…)</c> with the columns, their NOT NULL and the primary key,
    /// without a
    /// closing semicolon.
    /// </summary>
    public static string CreateTable(ResultTable table, string schemaName)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture, $"CREATE TABLE IF NOT EXISTS {Quote(schemaName)}.{Quote(table.Name)} (\n");
        foreach (var column in table.RowType.Columns)
        {
            var notNull = column.Type.IsNullable ? string.Empty : " NOT NULL";
            text.Append(
                CultureInfo.InvariantCulture, $"  {Quote(column.Name)} {PostgresType(column.Type)}{notNull},\n");
        }

        var key = string.Join(", ", table.PrimaryKey.Select(position => Quote(table.RowType.Columns[position].Name)));
        return text.Append(CultureInfo.InvariantCulture, $"  PRIMARY KEY ({key})\n)").ToString();
    }

    /// <summary>The Postgres type that holds a column's values.</summary>
    public static string PostgresType(ColumnType type) => type.Kind switch
    {
        ValueKind.Boolean => "boolean",
        ValueKind.Int32 => "integer",
        ValueKind.Int64 => "bigint",
        ValueKind.Double => "double precision",
        ValueKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"numeric({type.Precision}, {type.Scale})"),
        ValueKind.Timestamp =>
            string.Create(CultureInfo.InvariantCulture, $"timestamp({type.Precision}) without time zone"),
        ValueKind.Date => "date",
        ValueKind.Text => "text",
        _ => throw new InvalidOperationException($"Unknown value kind {type.Kind}."),
    };

    /// <summary>A name in double quotes, which Postgres then takes exactly as it is.</summary>
    public static string Quote(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
