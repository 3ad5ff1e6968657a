using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Binding;

/// <summary>Binds the aggregates of one query, each different one once.</summary>
/// <param name="scope">The tables the arguments may name.</param>
/// <param name="factory">Makes the columns that stand for results.</param>
/// <param name="hasKeys">Whether the query groups: without keys a group may be empty, and its sums NULL.</param>
internal sealed class AggregateBinder(Scope scope, ColumnFactory factory, bool hasKeys)
{
    private readonly Dictionary<string, AggregateRequest> _requests = new(StringComparer.Ordinal);

    /// <summary>The aggregates asked for so far, in that order.</summary>
    public IReadOnlyList<AggregateRequest> Requests => [.. _requests.Values];

    /// <summary>Whether a function is an aggregate.</summary>
    public static bool IsAggregate(string function) => function is "COUNT" or "SUM" or "AVG" or "MIN" or "MAX";

    /// <summary>The column that stands for an aggregate's result.</summary>
    public BoundExpression.Column Bind(ExpressionSyntax.Call call)
    {
        var request = Request(call);
        var column = request.Result;
        return new BoundExpression.Column(column, column.Type.IsNullable, call.Span);
    }

    private AggregateRequest Request(ExpressionSyntax.Call call)
    {
        if (call.IsStar && call.Function != "COUNT")
        {
            throw call.Span.Error($"{call.Function}(*) has no meaning.", $"Write {call.Function}(column).");
        }

        if (!call.IsStar && call.Arguments.Count != 1)
        {
            throw call.Span.Error(
                $"{call.Function} takes one argument.",
                call.Function == "COUNT" ? "Write COUNT(*), COUNT(x) or COUNT(DISTINCT x)." : null);
        }

        var binder = new ExpressionBinder(scope, aggregates: null, $"inside {call.Function}");
        var argument = call.IsStar ? null : binder.BindTyped(call.Arguments[0]);
        var function = Function(call, argument);
        var isDistinct = call.IsDistinct && function is not (AggregateFunction.Minimum or AggregateFunction.Maximum);
        if (call.Filter is not null)
        {
            var condition = binder.BindCondition(call.Filter, "FILTER");
            argument = Filtered(condition, argument, call.Span);
            function = function == AggregateFunction.CountRows ? AggregateFunction.Count : function;
        }

        if (function == AggregateFunction.Count && !isDistinct && argument is { Type.IsNullable: false })
        {
            function = AggregateFunction.CountRows;
            argument = null;
        }

        var key = $"{function} {isDistinct} {argument?.Key}";
        if (!_requests.TryGetValue(key, out var request))
        {
            var column = factory.Create(call.Function.ToLowerInvariant(), ResultType(function, argument));
            request = new AggregateRequest(column, function, argument, isDistinct);
            _requests.Add(key, request);
        }

        return request;
    }

    private static AggregateFunction Function(ExpressionSyntax.Call call, BoundExpression? argument)
    {
        if (call.Function is "SUM" or "AVG" && argument is not null)
        {
            if (argument.Type.Kind == ValueKind.Double)
            {
                throw call.Span.Error(
                    $"{call.Function} over DOUBLE cannot be withdrawn exactly.",
                    $"Write {call.Function}(CAST({argument.Span.Text()} AS DECIMAL(p, s))).");
            }

            if (!argument.Type.IsExact())
            {
                throw call.Span.Error(
                    $"{call.Function} needs numbers; {argument.Span.Text()} is {argument.Type.Name()}.");
            }
        }

        return call.Function switch
        {
            "SUM" => AggregateFunction.Sum,
            "AVG" => AggregateFunction.Average,
            "MIN" => AggregateFunction.Minimum,
            "MAX" => AggregateFunction.Maximum,
            _ => argument is null ? AggregateFunction.CountRows : AggregateFunction.Count,
        };
    }

    /// <summary>The argument where the condition is true, else NULL, which aggregates leave out.</summary>
    private static BoundExpression Filtered(BoundExpression condition, BoundExpression? argument, SourceSpan span)
    {
        var counted = argument ?? Expressions.Number(1, ValueKind.Int32, span);
        return Expressions.Call(
            Operation.Case,
            [condition, counted, Expressions.Null(counted.Type, span)],
            counted.Type with { IsNullable = true },
            span);
    }

    private ColumnType ResultType(AggregateFunction function, BoundExpression? argument)
    {
        if (argument is null || function == AggregateFunction.Count)
        {
            return TypeRules.Of(ValueKind.Int64, isNullable: false);
        }

        var type = argument.Type with { IsNullable = argument.Type.IsNullable || !hasKeys };
        return (function, type.Kind) switch
        {
            (AggregateFunction.Sum, ValueKind.Decimal) => TypeRules.Decimal(38, type.Scale, type.IsNullable),
            (AggregateFunction.Average, ValueKind.Decimal) =>
                TypeRules.Decimal(38, Math.Max(6, type.Scale), type.IsNullable),
            _ => type,
        };
    }
}
