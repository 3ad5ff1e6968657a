using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Binding;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Planning;

/// <summary>Binds INSERT INTO: the query's columns to the table's, and its key to the table's primary key.</summary>
internal sealed class InsertBinder(Catalog catalog, ColumnFactory factory)
{
    /// <summary>Binds an INSERT.</summary>
    public BoundQuery Bind(StatementSyntax.Insert insert)
    {
        var target = catalog.FindResult(insert.Target);
        var query = new QueryBinder(catalog, factory).BindBounded(insert.Query);
        var positions = Positions(insert, target, query);
        var items = new List<Computed>();
        for (var index = 0; index < target.Columns.Count; index++)
        {
            var column = target.Columns[index];
            var value = positions[index] is { } position
                ? Fit(query.Items[position].Value, column, target, Place(insert, position))
                : Missing(column, target, insert);
            items.Add(new Computed(factory.Create(column.Name, column.Type), value));
        }

        var root = new Relation.Project(query.Input, items);
        CheckKey(root, target, insert);
        return new BoundQuery(new Simplifier(factory).Simplify(root), target);
    }

    /// <summary>For each of the table's columns, which of the query's fills it; null for none.</summary>
    private static int?[] Positions(StatementSyntax.Insert insert, TableDeclaration target, Relation.Project query)
    {
        var positions = new int?[target.Columns.Count];
        var names = insert.Columns;
        var expected = names?.Count ?? target.Columns.Count;
        if (query.Items.Count != expected)
        {
            var wanted = names?.Select(name => name.Name) ?? target.Columns.Select(column => column.Name);
            throw insert.Query.Span.Error(
                $"The query yields {query.Items.Count} columns, {target.Name.Table.Name} takes {expected}.",
                $"They are: {string.Join(", ", wanted)}.");
        }

        for (var index = 0; index < expected; index++)
        {
            var column = index;
            if (names is not null)
            {
                column = target.Columns.ToList().FindIndex(
                    candidate => string.Equals(candidate.Name, names[index].Name, StringComparison.Ordinal));
                if (column < 0)
                {
                    throw names[index].Span.Error(
                        $"There is no column {names[index].Name} in {target.Name.Table.Name}.",
                        $"The columns are: {string.Join(", ", target.Columns.Select(candidate => candidate.Name))}.");
                }
            }

            positions[column] = positions[column] is null
                ? index
                : throw insert.Target.Span.Error($"The column {target.Columns[column].Name} is named twice.");
        }

        return positions;
    }

    private static SourceSpan Place(StatementSyntax.Insert insert, int position) =>
        insert.Query.Items.All(item => item is SelectItemSyntax.Column)
            ? insert.Query.Items[position].Span
            : insert.Query.Span;

    private static BoundExpression Fit(BoundExpression value, Column column, TableDeclaration target, SourceSpan place)
    {
        var name = $"{target.Name.Table.Name}.{column.Name}";
        if (!TypeRules.IsLossless(value.Type, column.Type))
        {
            throw place.Error(
                $"{value.Type.Name()} does not go into {name}, which is {column.Type.Name()}.",
                $"Write CAST({value.Span.Text()} AS {column.Type.Name()}), or declare the column {value.Type.Name()}.");
        }

        if (value.Type.IsNullable && !column.Type.IsNullable)
        {
            throw place.Error(
                $"{value.Span.Text()} may be NULL; {name} is NOT NULL.",
                "Write COALESCE(x, …) or WHERE x IS NOT NULL, or declare the column without NOT NULL.");
        }

        return Expressions.Convert(value, column.Type);
    }

    private static BoundExpression Missing(Column column, TableDeclaration target, StatementSyntax.Insert insert) =>
        column.Type.IsNullable
            ? Expressions.Null(column.Type, insert.Span)
            : throw insert.Target.Span.Error(
                $"The column {target.Name.Table.Name}.{column.Name} is NOT NULL and gets no value.",
                "Name it among the columns.");

    private static void CheckKey(Relation.Project root, TableDeclaration target, StatementSyntax.Insert insert)
    {
        var primaryKey = target.PrimaryKey.Select(position => root.Columns[position]).ToHashSet();
        if (root.Keys.Any(key => key.All(primaryKey.Contains)))
        {
            return;
        }

        var yielded = root.Keys.Count > 0 ? root.Keys[0] : null;
        var words = string.Join(
            ", ", (yielded ?? (root.Input.Keys.Count > 0 ? root.Input.Keys[0] : [])).Select(column => column.Name));
        throw insert.Target.Span.Error(
            $"{target.Name.Table.Name} has PRIMARY KEY ({target.PrimaryKeyText}), "
            + $"but the query yields one row per ({words}).",
            yielded is null
                ? "Insert all of these columns, and declare them the primary key."
                : $"Declare PRIMARY KEY ({words}) NOT ENFORCED, or group by the primary key alone.");
    }
}
