using System.Text;
using CdcAnalytics.Sql.Scripts;

namespace CdcAnalytics.Flink.Generation;

/// <summary>Puts Flink's names of tables into the text of queries and views.</summary>
internal sealed class ScriptRendering(
    IReadOnlyDictionary<(string Schema, string Name), WireTable> sources, bool isWindowed)
{
    /// <summary>The statement that declares a view.</summary>
    public string View(ScriptView view)
    {
        var columns = view.Columns is null ? "" : $" ({string.Join(", ", view.Columns.Select(FlinkName.Quote))})";
        return $"CREATE TEMPORARY VIEW {FlinkName.Quote(ViewName(view.Name))}{columns} AS\n"
            + Render(view.Query, isInView: true);
    }

    /// <summary>A query's text.</summary>
    /// <param name="parts">The text in parts.</param>
    /// <param name="isInView">Whether it is a view's, which may be what a TUMBLE reads.</param>
    public string Render(IReadOnlyList<ScriptPart> parts, bool isInView)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part switch
            {
                ScriptPart.Text piece => piece.Value,
                ScriptPart.Table table => Table(table, isInView),
                ScriptPart.TimeColumn column => FlinkName.Quote(column.IsOfView ? column.Name : WireTable.RowTime),
                _ => throw new InvalidOperationException($"Unknown part {part.GetType().Name}."),
            });
        }

        return text.ToString();
    }

    private string Table(ScriptPart.Table table, bool isInView)
    {
        var name = FlinkName.Quote(table.SchemaName is { } schema
            ? SourceName(sources[(schema, table.Name)], isInView)
            : ViewName(table.Name));
        return table.NeedsAlias ? $"{name} AS {FlinkName.Quote(table.Name)}" : name;
    }

    private string SourceName(WireTable source, bool isInView) =>
        !isWindowed ? source.View
        : isInView && source.HasWatermark ? source.RowTimeView
        : source.WindowedView;

    // A view that queries with and without windows read stands twice, over different tables.
    private string ViewName(string name) => isWindowed ? name + WireTable.WindowedSuffix : name;
}
