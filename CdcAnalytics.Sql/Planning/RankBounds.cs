using CdcAnalytics.Sql.Binding;

namespace CdcAnalytics.Sql.Planning;

/// <summary>Finds the bound of a ROW_NUMBER() in the WHERE around it.</summary>
internal static class RankBounds
{
    /// <summary>Gives an unbounded rank its bound, and says what of the condition is left.</summary>
    public static (Relation Output, BoundExpression Remaining) Apply(Relation input, BoundExpression condition)
    {
        if (Unbounded(input) is not { } top || input is not Relation.Project project)
        {
            return (input, condition);
        }

        var number = project.Items.FirstOrDefault(
            item => item.Value is BoundExpression.Column column && column.Source == top.RowNumber);
        var rest = new List<BoundExpression>();
        int? limit = null;
        foreach (var conjunct in Expressions.Conjuncts(condition))
        {
            var (bound, isWhole) = number is null ? (null, false) : Bound(conjunct, number.Column);
            if (bound is < 1 or > int.MaxValue)
            {
                throw conjunct.Span.Error("The bound of a ROW_NUMBER() is a whole number from 1.");
            }

            limit = bound is null ? limit : (int)Math.Min(bound.Value, limit ?? int.MaxValue);
            if (bound is null || !isWhole)
            {
                rest.Add(conjunct);
            }
        }

        if (limit is null)
        {
            return (input, condition);
        }

        var bounded = new Relation.Top(top.Input, top.Partition, top.Order, top.RowNumber, limit, top.Span);
        return (new Relation.Project(bounded, project.Items), Expressions.All(rest, condition.Span));
    }

    /// <summary>The same relation, if no rank in it lacks its bound.</summary>
    public static T RefuseUnbounded<T>(T relation)
        where T : Relation =>
        Unbounded(relation) is { } top
            ? throw top.Span.Error(
                "ROW_NUMBER() needs an upper bound.",
                "Write it in a subquery with an alias, and outside WHERE alias <= 10 (or < 11, or = 1).")
            : relation;

    private static Relation.Top? Unbounded(Relation relation) =>
        relation is Relation.Project { Input: Relation.Top { Limit: null } top } ? top : null;

    /// <summary>The greatest number a condition lets through, and whether that is all it says.</summary>
    private static (long? Bound, bool IsWhole) Bound(BoundExpression condition, PlanColumn number)
    {
        if (condition is not BoundExpression.Call { Operands: [var left, var right] } call)
        {
            return (null, false);
        }

        if (IsNumber(left, number) && right is BoundExpression.Literal { Value: long upper })
        {
            return call.Operation switch
            {
                Operation.LessOrEqual => (upper, true),
                Operation.Less => (upper - 1, true),
                Operation.Equal => (upper, upper == 1),
                _ => (null, false),
            };
        }

        if (IsNumber(right, number) && left is BoundExpression.Literal { Value: long mirrored })
        {
            return call.Operation switch
            {
                Operation.GreaterOrEqual => (mirrored, true),
                Operation.Greater => (mirrored - 1, true),
                Operation.Equal => (mirrored, mirrored == 1),
                _ => (null, false),
            };
        }

        return (null, false);
    }

    private static bool IsNumber(BoundExpression expression, PlanColumn number) =>
        expression is BoundExpression.Column column && column.Source == number;
}
