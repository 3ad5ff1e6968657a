using System.Globalization;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>A result table as Postgres declares it: the one place where the engine's types become Postgres's.</summary>
public static class ResultTableDefinition
{
    /// <summary>The schema of all result tables.</summary>
    public const string SchemaName = "analytics";

    /// <summary>The table's name with its schema, quoted.</summary>
    public static string QualifiedName(ResultTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return $"{SchemaName}.{SqlIdentifier.Quote(table.Name)}";
    }

    /// <summary>The statement that creates the table; it fails when the name is taken.</summary>
    /// <exception cref="ArgumentException">A name is not possible in Postgres, or the primary key is empty.</exception>
    public static string CreateStatement(ResultTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.PrimaryKey.Count == 0)
        {
            throw new ArgumentException($"The result table '{table.Name}' has no primary key; declare one.");
        }

        var columns = table.RowType.Columns.Select((_, index) =>
            $"  {Declaration(table, index)}");
        var key = table.PrimaryKey.Select(index => SqlIdentifier.Quote(table.RowType.Columns[index].Name));
        return $"""
            CREATE TABLE {QualifiedName(table)} (
            {string.Join(",\n", columns)},
              PRIMARY KEY ({string.Join(", ", key)})
            )
            """
            // Live rows are rewritten over and over: room in each page keeps the new version next to the old one (a HOT
            // update), so that the index is left alone.
            + (table.IsFinal ? "" : " WITH (fillfactor = 80)");
    }

    /// <summary>
    /// The table's shape, a line per column in order and one for the key; equal shapes can hold each other's rows. The
    /// types are spelled as Postgres's <c>format_type</c> does.
    /// </summary>
    public static string Shape(ResultTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var columns = table.RowType.Columns.Select((_, index) => Declaration(table, index));
        var key = table.PrimaryKey.Select(index => SqlIdentifier.Quote(table.RowType.Columns[index].Name));
        return string.Join('\n', [.. columns, $"PRIMARY KEY ({string.Join(", ", key)})"]);
    }

    /// <summary>The Postgres type of a column, spelled as <c>format_type</c> does.</summary>
    public static string TypeName(ColumnType type) => type.Kind switch
    {
        ValueKind.Boolean => "boolean",
        ValueKind.Int32 => "integer",
        ValueKind.Int64 => "bigint",
        ValueKind.Double => "double precision",
        ValueKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"numeric({type.Precision},{type.Scale})"),
        ValueKind.Timestamp =>
            string.Create(CultureInfo.InvariantCulture, $"timestamp({type.Precision}) without time zone"),
        ValueKind.Date => "date",
        ValueKind.Text => "text",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type.Kind, "Unknown value kind."),
    };

    private static string Declaration(ResultTable table, int column)
    {
        var (name, type) = table.RowType.Columns[column];
        return $"{SqlIdentifier.Quote(name)} {TypeName(type)}{(IsNotNull(table, column) ? " NOT NULL" : "")}";
    }

    // A primary key's column is NOT NULL in Postgres, declared so or not.
    private static bool IsNotNull(ResultTable table, int column) =>
        !table.RowType.Columns[column].Type.IsNullable || table.PrimaryKey.Contains(column);
}
