using System.Globalization;

namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>Writes the statement that reads the rows of a table after a key, in key order.</summary>
/// <remarks>
/// <c>SELECT "id", … FROM ONLY "public"."trip" WHERE ("id") &gt; ('42'::bigint) ORDER BY "id" LIMIT 100000</c>. Texts
/// are compared in collation C, the only order both sides agree on. Where no index has that order the rest of the table
/// is read by one statement, since each chunk would sort it anew.
/// </remarks>
internal static class ChunkQuery
{
    /// <summary>Whether the primary key's own index has the order rows are read in.</summary>
    public static bool IsIndexed(CapturedTable table) =>
        table.Plan.PrimaryKey.All(column => Find(table, column).IsOrderedByBytes);

    /// <summary>The statement; without a limit it reads the rest of the table.</summary>
    public static string Write(CapturedTable table, IReadOnlyList<string>? after, int? limitRows)
    {
        var columns = string.Join(", ", table.Plan.RowType.Columns.Select(column => SqlText.Identifier(column.Name)));
        var key = string.Join(", ", table.Plan.PrimaryKey.Select(column => OrderedKey(table, column)));
        var condition = after is null
            ? string.Empty
            : $" WHERE ({key}) > ({string.Join(", ", after.Select((value, index) => Literal(table, value, index)))})";
        var limit = limitRows is { } rows
            ? string.Create(CultureInfo.InvariantCulture, $" LIMIT {rows}")
            : string.Empty;
        return $"SELECT {columns} FROM {table.Clause}{condition} ORDER BY {key}{limit}";
    }

    private static string OrderedKey(CapturedTable table, int column)
    {
        var catalog = Find(table, column);
        var name = SqlText.Identifier(catalog.Name);
        return catalog.IsOrderedByBytes ? name : name + " COLLATE \"C\"";
    }

    private static string Literal(CapturedTable table, string value, int index) =>
        $"{SqlText.Literal(value)}::{Find(table, table.Plan.PrimaryKey[index]).TypeName}";

    private static Preflight.CatalogColumn Find(CapturedTable table, int column)
    {
        var name = table.Plan.RowType.Columns[column].Name;
        return table.Catalog.Find(name)
            ?? throw new InvalidOperationException($"Column {name} of {table.Plan.Name} is not in the catalog.");
    }
}
