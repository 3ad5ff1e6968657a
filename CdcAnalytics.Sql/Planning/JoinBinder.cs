using CdcAnalytics.Sql.Binding;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Planning;

/// <summary>Binds joins of aggregates with small source tables on their primary keys.</summary>
internal sealed class JoinBinder(FromBinder from, ColumnFactory factory)
{
    private const string Form =
        "Write (SELECT key, SUM(…) FROM t GROUP BY key) AS a JOIN names AS n ON n.id = a.key.";

    /// <summary>Binds a join.</summary>
    public (Relation Output, Scope Scope) Bind(TableSyntax.Join join)
    {
        var (left, leftScope) = from.Bind(join.Left);
        var (right, rightScope) = from.Bind(join.Right);
        RefuseLeft(RankBounds.RefuseUnbounded(left), join);
        RefuseRight(RankBounds.RefuseUnbounded(right), join);
        var condition = new ExpressionBinder(
            leftScope.And(rightScope), aggregates: null, "in ON").BindCondition(join.Condition, "ON");
        var keys = new List<(BoundExpression Left, BoundExpression Right)>();
        var residual = new List<BoundExpression>();
        foreach (var conjunct in Expressions.Conjuncts(condition))
        {
            if (EqualKeys(conjunct, left, right) is { } pair)
            {
                keys.Add(pair);
            }
            else if (IsOf(conjunct, right))
            {
                right = new Relation.Filter(right, conjunct);
            }
            else
            {
                residual.Add(conjunct);
            }
        }

        RefuseKeys(right, keys, join);
        if (join.IsLeft && residual.Count > 0)
        {
            throw residual[0].Span.Error(
                "LEFT JOIN … ON takes equalities and conditions on the right table alone.",
                "Move the condition to WHERE, or into a CASE.");
        }

        return Joined(join, left, right, keys, residual, leftScope, rightScope);
    }

    private (Relation Output, Scope Scope) Joined(
        TableSyntax.Join join,
        Relation left,
        Relation right,
        List<(BoundExpression Left, BoundExpression Right)> keys,
        List<BoundExpression> residual,
        Scope leftScope,
        Scope rightScope)
    {
        var outputs = right.Columns.ToDictionary(
            column => column,
            column =>
                factory.Create(column.Name, column.Type with { IsNullable = column.Type.IsNullable || join.IsLeft }));
        Relation joined = new Relation.Join(
            left, right, keys, [.. right.Columns.Select(column => (outputs[column], column))], join.IsLeft);
        if (residual.Count > 0)
        {
            var replacements = outputs.ToDictionary(
                pair => pair.Key, pair => Expressions.Column(pair.Value, join.Condition.Span));
            joined = new Relation.Filter(
                joined, Expressions.All(
                    residual.Select(conjunct => conjunct.Substitute(replacements)), join.Condition.Span));
        }

        var scope = new Scope(
            [
                .. leftScope.Tables,
                .. rightScope.Tables.Select(
                    table =>
                        (
                            table.Alias,
                            (IReadOnlyList<PlanColumn>)[.. table.Columns.Select(column => outputs[column])]))]);
        return (joined, scope);
    }

    private static void RefuseLeft(Relation left, TableSyntax.Join join)
    {
        if (left.Kind == RelationKind.Live)
        {
            return;
        }

        throw join.Left.Span.Error(
            left.Kind switch
            {
                RelationKind.Stream => "A join of single rows would keep every one of them for ever.",
                RelationKind.Ranked => "A join after ROW_NUMBER() is not supported.",
                _ => "A join after a final window is not supported: its rows are not kept.",
            },
            left.Kind switch
            {
                RelationKind.Stream => $"Aggregate by … first, then join the names. {Form}",
                RelationKind.Ranked => "Join the names first, then rank.",
                _ => "Keep the id in the final table, or aggregate live (GROUP BY window_start alone).",
            });
    }

    private static void RefuseRight(Relation right, TableSyntax.Join join)
    {
        if (right.Kind != RelationKind.Stream)
        {
            throw join.Right.Span.Error("The right side of a join must be a source table.", Form);
        }
    }

    private static void RefuseKeys(
        Relation right, List<(BoundExpression Left, BoundExpression Right)> keys, TableSyntax.Join join)
    {
        if (keys.Count == 0)
        {
            throw join.Condition.Span.Error("ON needs an equality between the two sides.", Form);
        }

        var matched = keys.Select(pair => Relation.Plain(pair.Right)).OfType<PlanColumn>().ToHashSet();
        if (right.Keys.Any(key => key.All(matched.Contains)))
        {
            return;
        }

        var key = right.Keys.Count == 0
            ? "its primary key"
            : string.Join(", ", right.Keys[0].Select(column => column.Name));
        throw join.Condition.Span.Error(
            $"The join does not cover the right table's primary key ({key}): a left row could meet many right rows.",
            $"Join on all of: {key}.");
    }

    private static (BoundExpression Left, BoundExpression Right)? EqualKeys(
        BoundExpression conjunct, Relation left, Relation right)
    {
        if (conjunct is not BoundExpression.Call { Operation: Operation.Equal, Operands: [var first, var second] })
        {
            return null;
        }

        // Rows are matched by their words: the two sides must be of one type, digits after the point included.
        if (!first.Type.IsSameAs(second.Type))
        {
            if (TypeRules.Common(first.Type, second.Type) is not { } common)
            {
                return null;
            }

            first = Expressions.Convert(first, common);
            second = Expressions.Convert(second, common);
        }

        return IsOf(first, left) && IsOf(second, right) ? (first, second)
            : IsOf(second, left) && IsOf(first, right) ? (second, first)
            : null;
    }

    private static bool IsOf(BoundExpression expression, Relation relation) =>
        expression.Columns.Any() && expression.Columns.All(relation.Columns.Contains);
}
