using System.Globalization;
using System.Text;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Sql.Tests;

/// <summary>A plan as text, one step a line, inputs indented.</summary>
internal static class PlanText
{
    public static string Of(PipelinePlan plan)
    {
        var text = new StringBuilder();
        foreach (var source in plan.Sources)
        {
            var watermark = source.Watermark is { } declared
                ? $" watermark {source.RowType.Columns[declared.EventTimeColumn].Name} - {declared.Delay}"
                : string.Empty;
            Line(text, 0, $"{source.SchemaName}.{source.Name} {Columns(source.RowType)} key {Names(source.RowType, source.PrimaryKey)}{watermark}");
        }

        foreach (var query in plan.Queries)
        {
            text.Append('\n');
            var kind = query.Result.IsFinal ? "final" : "live";
            Line(text, 0, $"{query.Result.Name} {kind} {Columns(query.Result.RowType)} key {Names(query.Result.RowType, query.Result.PrimaryKey)}");
            Write(text, 1, query.Root);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, int depth, PlanNode node)
    {
        switch (node)
        {
            case PlanNode.Source source:
                Line(text, depth, $"Source {source.Table.Name}");
                break;
            case PlanNode.Filter filter:
                Line(text, depth, "Filter");
                Write(text, depth + 1, filter.Input);
                break;
            case PlanNode.Project project:
                Line(text, depth, $"Project {Columns(project.Output)}");
                Write(text, depth + 1, project.Input);
                break;
            case PlanNode.Aggregate aggregate:
                Line(text, depth, $"Aggregate by {Names(aggregate.Input.Output, aggregate.KeyColumns)}: {Calls(aggregate.Input.Output, aggregate.Aggregates)}");
                Write(text, depth + 1, aggregate.Input);
                break;
            case PlanNode.WindowAggregate window:
                var end = window.Input.Output.Columns[window.WindowEndColumn].Name;
                Line(text, depth, $"WindowAggregate until {end} by {Names(window.Input.Output, window.KeyColumns)}: {Calls(window.Input.Output, window.Aggregates)}");
                Write(text, depth + 1, window.Input);
                break;
            case PlanNode.Join join:
                Line(text, depth, $"{join.Kind} join on {Names(join.Left.Output, join.LeftKeys)} = {Names(join.Right.Output, join.RightKeys)} -> {Columns(join.Output)}");
                Write(text, depth + 1, join.Left);
                Write(text, depth + 1, join.Right);
                break;
            case PlanNode.Top top:
                var order = top.Order.Select(key =>
                    $"{top.Input.Output.Columns[key.Column].Name}{(key.IsDescending ? " desc" : string.Empty)}{(key.NullsFirst ? " nulls first" : " nulls last")}");
                Line(text, depth, $"Top {top.Limit} by {Names(top.Input.Output, top.PartitionColumns)} order {string.Join(", ", order)}");
                Write(text, depth + 1, top.Input);
                break;
        }
    }

    private static string Columns(RowType type) =>
        $"({string.Join(", ", type.Columns.Select(column => $"{column.Name} {column.Type}"))})";

    private static string Names(RowType type, IEnumerable<int> positions) =>
        $"({string.Join(", ", positions.Select(position => type.Columns[position].Name))})";

    private static string Calls(RowType type, IEnumerable<AggregateCall> calls) =>
        string.Join(", ", calls.Select(call => string.Create(
            CultureInfo.InvariantCulture,
            $"{call.Function}({(call.IsDistinct ? "distinct " : string.Empty)}{(call.Argument is { } argument ? type.Columns[argument].Name : "*")}) {call.Result}")));

    private static void Line(StringBuilder text, int depth, string line) =>
        text.Append(' ', depth * 2).Append(line).Append('\n');
}
