using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Sql.Binding;
using CdcAnalytics.Sql.Compilation;

namespace CdcAnalytics.Sql.Planning;

/// <summary>A finished plan node and which column lies at which of its positions.</summary>
internal sealed record Step(PlanNode Node, IReadOnlyList<PlanColumn> Columns)
{
    /// <summary>Where the columns lie in its rows.</summary>
    public RowLayout Layout => new(Node.Output, Columns);

    /// <summary>The position of an expression that is a column.</summary>
    public int PositionOf(BoundExpression expression) =>
        expression is BoundExpression.Column column
            ? Layout.PositionOf(column.Source)
            : throw new InvalidOperationException($"{expression.Key} is no column.");
}
