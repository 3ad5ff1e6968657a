using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Planning;

/// <summary>A table as declared, all its columns.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns; those of the primary key are NOT NULL.</param>
/// <param name="PrimaryKey">Positions of its primary key's columns.</param>
/// <param name="Watermark">Its watermark, with positions among <paramref name="Columns"/>; or null.</param>
internal sealed record TableDeclaration(
    TableName Name, IReadOnlyList<Column> Columns, IReadOnlyList<int> PrimaryKey, WatermarkDeclaration? Watermark)
{
    /// <summary>The columns of the primary key, for messages.</summary>
    public string PrimaryKeyText => string.Join(", ", PrimaryKey.Select(column => Columns[column].Name));

    /// <summary>Checks a CREATE TABLE.</summary>
    public static TableDeclaration Create(StatementSyntax.CreateTable syntax)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, _) in syntax.Columns)
        {
            if (!names.TryAdd(name.Name, names.Count))
            {
                throw name.Span.Error($"The column {name.Name} is declared twice.");
            }
        }

        if (syntax.PrimaryKey.Count == 0)
        {
            throw syntax.Name.Span.Error(
                $"The table {syntax.Name.Table.Name} has no primary key.",
                "Rows are corrected by key: add PRIMARY KEY (…) NOT ENFORCED.");
        }

        var key = syntax.PrimaryKey.Select(name => Position(names, name)).ToList();
        if (key.Distinct().Count() != key.Count)
        {
            throw syntax.PrimaryKey[0].Span.Error("A column stands twice in the PRIMARY KEY.");
        }

        var columns = syntax.Columns
            .Select((column, index) => new Column(
                column.Name.Name,
                key.Contains(index) ? column.Type.Type with { IsNullable = false } : column.Type.Type))
            .ToList();
        return new TableDeclaration(syntax.Name, columns, key, Watermarked(syntax, names, columns));
    }

    private static WatermarkDeclaration? Watermarked(
        StatementSyntax.CreateTable syntax, Dictionary<string, int> names, List<Column> columns)
    {
        if (syntax.Watermark is not { } watermark)
        {
            return null;
        }

        var position = Position(names, watermark.Column);
        var type = columns[position].Type;
        if (type.Kind != ValueKind.Timestamp || type.IsNullable)
        {
            throw watermark.Column.Span.Error(
                $"The event time {watermark.Column.Name} is {type}.", "Declare it TIMESTAMP(6) NOT NULL.");
        }

        return new WatermarkDeclaration(position, watermark.Delay);
    }

    private static int Position(Dictionary<string, int> names, Identifier name) =>
        names.TryGetValue(name.Name, out var position)
            ? position
            : throw name.Span.Error(
                $"There is no column {name.Name} here.", $"The columns are: {string.Join(", ", names.Keys)}.");
}
