using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Binding;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>Where the columns that expressions name lie in the rows they are computed from.</summary>
/// <param name="type">The rows.</param>
/// <param name="columns">Their columns, by position.</param>
internal sealed class RowLayout(RowType type, IReadOnlyList<PlanColumn> columns)
{
    private readonly Dictionary<PlanColumn, int> _positions =
        columns.Select((column, index) => (column, index)).ToDictionary(pair => pair.column, pair => pair.index);

    /// <summary>The rows.</summary>
    public RowType Type => type;

    /// <summary>A column's position.</summary>
    public int PositionOf(PlanColumn column) => _positions[column];
}
