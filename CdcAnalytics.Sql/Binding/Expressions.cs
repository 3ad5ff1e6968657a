using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Compilation;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Binding;

/// <summary>Makes bound expressions: converts operands, and computes what is constant at once.</summary>
internal static class Expressions
{
    /// <summary>An operation; a constant when all its operands are.</summary>
    public static BoundExpression Call(
        Operation operation,
        IReadOnlyList<BoundExpression> operands,
        ColumnType type,
        SourceSpan span,
        object? detail = null) =>
        Fold(new BoundExpression.Call(operation, operands, type, detail, span));

    /// <summary>An operation that is NULL when any operand is.</summary>
    public static BoundExpression Strict(
        Operation operation,
        IReadOnlyList<BoundExpression> operands,
        ColumnType type,
        SourceSpan span,
        object? detail = null) =>
        Call(
            operation,
            operands,
            type with { IsNullable = operands.Any(operand => operand.Type.IsNullable) },
            span,
            detail);

    /// <summary>TRUE or FALSE.</summary>
    public static BoundExpression Boolean(bool value, SourceSpan span) =>
        new BoundExpression.Literal(value, TypeRules.Of(ValueKind.Boolean, isNullable: false), span);

    /// <summary>NULL of a type.</summary>
    public static BoundExpression Null(ColumnType type, SourceSpan span) =>
        new BoundExpression.Literal(null, type with { IsNullable = true }, span);

    /// <summary>A column, as the input yields it.</summary>
    public static BoundExpression Column(PlanColumn column, SourceSpan span) =>
        new BoundExpression.Column(column, column.Type.IsNullable, span);

    /// <summary>A whole number.</summary>
    public static BoundExpression Number(long value, ValueKind kind, SourceSpan span) =>
        new BoundExpression.Literal(value, TypeRules.Of(kind, isNullable: false), span);

    /// <summary>Whether it is a NULL whose type is not known yet.</summary>
    public static bool IsUntyped(BoundExpression expression) =>
        expression is BoundExpression.Literal { IsUntyped: true };

    /// <summary>
    /// The expression as another type (its own nullability stays); unchanged when it is of that type already.
    /// </summary>
    public static BoundExpression Convert(BoundExpression expression, ColumnType type)
    {
        if (IsUntyped(expression))
        {
            return Null(type, expression.Span);
        }

        return expression.Type.IsSameAs(type)
            ? expression
            : Strict(Operation.Cast, [expression], type, expression.Span);
    }

    /// <summary>All of several conditions; what is constant is left out.</summary>
    public static BoundExpression All(IEnumerable<BoundExpression> conditions, SourceSpan span) =>
        Connect(Operation.And, conditions, span);

    /// <summary>Any of several conditions; what is constant is left out.</summary>
    public static BoundExpression Any(IEnumerable<BoundExpression> conditions, SourceSpan span) =>
        Connect(Operation.Or, conditions, span);

    /// <summary>The conditions a condition is the AND of.</summary>
    public static IEnumerable<BoundExpression> Conjuncts(BoundExpression condition) =>
        condition is BoundExpression.Call { Operation: Operation.And } and
            ? and.Operands.SelectMany(Conjuncts)
            : [condition];

    /// <summary>The columns that are not NULL in any row for which the condition is true.</summary>
    public static IReadOnlyCollection<PlanColumn> NeverNullWhen(BoundExpression condition)
    {
        if (condition is not BoundExpression.Call call)
        {
            return condition is BoundExpression.Column column ? [column.Source] : [];
        }

        switch (call.Operation)
        {
            case Operation.And:
                return [.. call.Operands.SelectMany(NeverNullWhen).Distinct()];
            case Operation.Or:
                return [.. call.Operands.Select(NeverNullWhen).Aggregate((left, right) => [.. left.Intersect(right)])];
            case Operation.Not when call.Operands[0] is BoundExpression.Call { Operation: Operation.IsNull } isNull:
                return NeededBy(isNull.Operands[0]);
            case Operation.Not when call.Operands[0] is BoundExpression.Call inner && IsStrict(inner.Operation):
                return NeededBy(inner);
            case Operation.IsTrue:
                return NeverNullWhen(call.Operands[0]);
            default:
                return IsStrict(call.Operation) ? NeededBy(call) : [];
        }
    }

    /// <summary>The columns that must not be NULL for the expression not to be.</summary>
    private static IReadOnlyCollection<PlanColumn> NeededBy(BoundExpression expression) => expression switch
    {
        BoundExpression.Column column => [column.Source],
        BoundExpression.Call call when IsStrict(call.Operation) => [.. call.Operands.SelectMany(NeededBy).Distinct()],
        _ => [],
    };

    private static bool IsStrict(Operation operation) => operation is not
        (Operation.And or Operation.Or or Operation.Not or Operation.IsNull or Operation.IsTrue or Operation.IsFalse
        or Operation.Case or Operation.Coalesce or Operation.TryCast);

    private static BoundExpression Connect(
        Operation operation, IEnumerable<BoundExpression> conditions, SourceSpan span)
    {
        var neutral = operation == Operation.And;
        var kept = new List<BoundExpression>();
        foreach (var condition in conditions.SelectMany(condition => Flatten(operation, condition)))
        {
            if (condition is BoundExpression.Literal { Value: bool value })
            {
                if (value != neutral)
                {
                    return condition;
                }
            }
            else if (kept.TrueForAll(other => other.Key != condition.Key))
            {
                kept.Add(condition);
            }
        }

        return kept.Count switch
        {
            0 => Boolean(neutral, span),
            1 => kept[0],
            _ => Strict(operation, kept, TypeRules.Of(ValueKind.Boolean, isNullable: false), span),
        };
    }

    private static IEnumerable<BoundExpression> Flatten(Operation operation, BoundExpression condition) =>
        condition is BoundExpression.Call call && call.Operation == operation
            ? call.Operands.SelectMany(operand => Flatten(operation, operand))
            : [condition];

    private static BoundExpression Fold(BoundExpression.Call call)
    {
        if (call.Operands.Count == 0 || !call.Operands.All(operand => operand is BoundExpression.Literal))
        {
            return call;
        }

        try
        {
            var value = RowCompiler.Evaluate(call);
            return new BoundExpression.Literal(value, call.Type with { IsNullable = value is null }, call.Span);
        }
        catch (RowEvaluationException)
        {
            // It may stand in a branch that is never taken: it fails for the rows that reach it, if any do.
            return call;
        }
    }
}
