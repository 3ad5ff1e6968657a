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
            var key = Names(source.RowType, source.PrimaryKey);
            Line(text, 0, $"{source.SchemaName}.{source.Name} {Columns(source.RowType)} key {key}{watermark}");
        }

        foreach (var query in plan.Queries)
        {
            text.Append('\n');
            var kind = query.Result.IsFinal ? "final" : "live";
            var key = Names(query.Result.RowType, query.Result.PrimaryKey);
            Line(text, 0, $"{query.Result.Name} {kind} {Columns(query.Result.RowType)} key {key}");
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
            case PlanNode.Aggregate live:
                var keys = Names(live.Input.Output, live.KeyColumns);
                Line(text, depth, $"Aggregate by {keys}: {Calls(live.Input.Output, live.Aggregates)}");
                Write(text, depth + 1, live.Input);
                break;
            case PlanNode.WindowAggregate window:
                var end = window.Input.Output.Columns[window.WindowEndColumn].Name;
                var groups = Names(window.Input.Output, window.KeyColumns);
                var calls = Calls(window.Input.Output, window.Aggregates);
                Line(text, depth, $"WindowAggregate until {end} by {groups}: {calls}");
                Write(text, depth + 1, window.Input);
                break;
            case PlanNode.Join join:
                var on = $"{Names(join.Left.Output, join.LeftKeys)} = {Names(join.Right.Output, join.RightKeys)}";
                Line(text, depth, $"{join.Kind} join on {on} -> {Columns(join.Output)}");
                Write(text, depth + 1, join.Left);
                Write(text, depth + 1, join.Right);
                break;
            case PlanNode.Top top:
                var order = string.Join(", ", top.Order.Select(key => Order(top.Input.Output, key)));
                Line(text, depth, $"Top {top.Limit} by {Names(top.Input.Output, top.PartitionColumns)} order {order}");
                Write(text, depth + 1, top.Input);
                break;
        }
    }

    private static string Order(RowType type, OrderKey key) =>
        type.Columns[key.Column].Name
        + (key.IsDescending ? " desc" : string.Empty)
        + (key.NullsFirst ? " nulls first" : " nulls last");

    private static string Columns(RowType type) =>
        $"({string.Join(", ", type.Columns.Select(column => $"{column.Name} {column.Type}"))})";

    private static string Names(RowType type, IEnumerable<int> positions) =>
        $"({string.Join(", ", positions.Select(position => type.Columns[position].Name))})";

    private static string Calls(RowType type, IEnumerable<AggregateCall> calls) =>
        string.Join(", ", calls.Select(call => Call(type, call)));

    private static string Call(RowType type, AggregateCall call)
    {
        var argument = call.Argument is { } position ? type.Columns[position].Name : "*";
        return $"{call.Function}({(call.IsDistinct ? "distinct " : string.Empty)}{argument}) {call.Result}";
    }

    private static void Line(StringBuilder text, int depth, string line) =>
        text.Append(' ', depth * 2).Append(line).Append('\n');
}
