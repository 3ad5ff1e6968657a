using System.Globalization;
using System.Runtime.CompilerServices;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Compilation;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Binding;

/// <summary>Finds the names and types of an expression.</summary>
/// <param name="scope">The tables it may name.</param>
/// <param name="aggregates">Takes the aggregates; null where none may stand.</param>
/// <param name="place">Where it stands, for messages: <c>in WHERE</c>.</param>
internal sealed class ExpressionBinder(Scope scope, AggregateBinder? aggregates, string place)
{
    /// <summary>Binds a condition.</summary>
    public BoundExpression BindCondition(ExpressionSyntax syntax, string clause)
    {
        var condition = Bind(syntax);
        if (Expressions.IsUntyped(condition))
        {
            return Expressions.Null(TypeRules.Of(ValueKind.Boolean, isNullable: true), syntax.Span);
        }

        return condition.Type.Kind == ValueKind.Boolean
            ? condition
            : throw syntax.Span.Error($"{clause} needs a condition; {syntax.Span.Text()} is {condition.Type.Name()}.");
    }

    /// <summary>Binds an expression that must have a type of its own.</summary>
    public BoundExpression BindTyped(ExpressionSyntax syntax)
    {
        var bound = Bind(syntax);
        return Expressions.IsUntyped(bound)
            ? throw syntax.Span.Error("NULL alone has no type.", "Write CAST(NULL AS type).")
            : bound;
    }

    /// <summary>Binds an expression; a bare NULL stays without type.</summary>
    public BoundExpression Bind(ExpressionSyntax syntax)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return syntax switch
        {
            ExpressionSyntax.Name name => scope.Find(name),
            ExpressionSyntax.Number number => Number(number),
            ExpressionSyntax.Text text =>
                new BoundExpression.Literal(text.Value, TypeRules.Of(ValueKind.Text, isNullable: false), text.Span),
            ExpressionSyntax.Boolean boolean => Expressions.Boolean(boolean.Value, boolean.Span),
            ExpressionSyntax.Null => new BoundExpression.Literal(
                null, TypeRules.Of(ValueKind.Text, isNullable: true), syntax.Span) { IsUntyped = true },
            ExpressionSyntax.Timestamp time => new BoundExpression.Literal(
                time.Microseconds, new ColumnType(
                    ValueKind.Timestamp, time.Precision, 0, IsNullable: false), time.Span),
            ExpressionSyntax.Date date => Expressions.Number(date.Days, ValueKind.Date, date.Span),
            ExpressionSyntax.Interval => throw syntax.Span.Error(
                "An interval by itself is not supported.", "Add it to a time or subtract it: t + INTERVAL '1' HOUR."),
            ExpressionSyntax.Not not => Condition(Operation.Not, [BindCondition(not.Operand, "NOT")], not.Span),
            ExpressionSyntax.Negate negate => Negate(negate),
            ExpressionSyntax.Binary binary => Binary(binary),
            ExpressionSyntax.Is test => Is(test),
            ExpressionSyntax.Between between => Between(between),
            ExpressionSyntax.In list => In(list),
            ExpressionSyntax.Like like => Like(like),
            ExpressionSyntax.Case choice => Case(choice),
            ExpressionSyntax.Cast cast => CastBinder.Bind(Bind(cast.Operand), cast),
            ExpressionSyntax.Call call when AggregateBinder.IsAggregate(call.Function) => Aggregate(call),
            ExpressionSyntax.Call call => new FunctionBinder(this).Bind(call),
            ExpressionSyntax.RowNumber => throw syntax.Span.Error(
                $"ROW_NUMBER() cannot stand {place}.",
                "Name it in the SELECT list of a subquery, and bound it outside: WHERE row_number <= 10."),
            _ => new TimeBinder(this).Bind(syntax),
        };
    }

    /// <summary>Binds a = b and the other comparisons.</summary>
    public static BoundExpression Compare(
        Operation operation, BoundExpression left, BoundExpression right, SourceSpan span)
    {
        var (convertedLeft, convertedRight) = ToComparable(left, right, span);
        return Condition(operation, [convertedLeft, convertedRight], span);
    }

    /// <summary>Brings values to their common type.</summary>
    public static IReadOnlyList<BoundExpression> ToCommon(
        IReadOnlyList<BoundExpression> values, SourceSpan span, string what)
    {
        ColumnType? common = null;
        foreach (var value in values.Where(value => !Expressions.IsUntyped(value)))
        {
            common = common is not { } before ? value.Type
                : TypeRules.Common(before, value.Type)
                    ?? throw value.Span.Error(
                        $"{what} mixes {before.Name()} and {value.Type.Name()}.", "CAST one to the other's type.");
        }

        return common is { } type
            ? [.. values.Select(value => Expressions.Convert(value, type))]
            : throw span.Error($"{what} has no type: all its values are NULL.", "Write CAST(NULL AS type).");
    }

    /// <summary>A condition that is NULL when any operand is.</summary>
    public static BoundExpression Condition(
        Operation operation, IReadOnlyList<BoundExpression> operands, SourceSpan span) =>
        Expressions.Strict(operation, operands, TypeRules.Of(ValueKind.Boolean, isNullable: false), span);

    private static (BoundExpression Left, BoundExpression Right) ToComparable(
        BoundExpression left, BoundExpression right, SourceSpan span)
    {
        if (Expressions.IsUntyped(left) || Expressions.IsUntyped(right))
        {
            throw span.Error("A comparison with NULL is never true.", "Write IS NULL or IS NOT NULL.");
        }

        if (left.Type.IsExact() && right.Type.IsExact()
            && (left.Type.Kind == ValueKind.Decimal || right.Type.Kind == ValueKind.Decimal))
        {
            // Decimals of different scales are compared as they are: no common type could hold all digits of both.
            return (
                Expressions.Convert(left, TypeRules.AsDecimal(left.Type)),
                Expressions.Convert(right, TypeRules.AsDecimal(right.Type)));
        }

        var common = TypeRules.Common(left.Type, right.Type)
            ?? throw span.Error(
                $"{left.Type.Name()} and {right.Type.Name()} cannot be compared.",
                left.Type.IsTime() || right.Type.IsTime()
                    ? "Write times as TIMESTAMP '2024-01-31 00:00:00' or DATE '2024-01-31'."
                    : "CAST one to the other's type.");
        return (Expressions.Convert(left, common), Expressions.Convert(right, common));
    }

    private static BoundExpression.Literal Number(ExpressionSyntax.Number number)
    {
        var digits = number.Digits;
        if (digits.AsSpan().IndexOfAny('e', 'E') >= 0)
        {
            var value = double.Parse(digits, CultureInfo.InvariantCulture);
            return double.IsFinite(value)
                ? new BoundExpression.Literal(value, TypeRules.Of(ValueKind.Double, isNullable: false), number.Span)
                : throw number.Span.Error($"{digits} is beyond DOUBLE.");
        }

        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : digits.Length - point - 1;
        if (!Int128.TryParse(
            digits.Replace(".", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture, out var unscaled)
            || digits.Length - (point < 0 ? 0 : 1) > 38)
        {
            throw number.Span.Error($"{digits} has more than 38 digits.");
        }

        if (scale == 0 && unscaled <= long.MaxValue)
        {
            var kind = unscaled <= int.MaxValue ? ValueKind.Int32 : ValueKind.Int64;
            return new BoundExpression.Literal((long)unscaled, TypeRules.Of(kind, isNullable: false), number.Span);
        }

        var precision = point < 0 ? digits.Length : digits.Length - 1;
        return new BoundExpression.Literal(
            unscaled, TypeRules.Decimal(precision, scale, isNullable: false), number.Span);
    }

    private BoundExpression Negate(ExpressionSyntax.Negate negate)
    {
        var operand = BindTyped(negate.Operand);
        return operand.Type.IsNumeric()
            ? Expressions.Strict(Operation.Negate, [operand], operand.Type, negate.Span)
            : throw negate.Span.Error($"- needs a number; {operand.Span.Text()} is {operand.Type.Name()}.");
    }

    private BoundExpression Binary(ExpressionSyntax.Binary binary)
    {
        switch (binary.Operator)
        {
            case BinaryOperator.And or BinaryOperator.Or:
                // Left-deep chains of any length are walked in a loop, not by recursion.
                var conditions = Chain(binary).Select(
                    part => BindCondition(part, binary.Operator == BinaryOperator.And ? "AND" : "OR"));
                return binary.Operator == BinaryOperator.And
                    ? Expressions.All(conditions, binary.Span)
                    : Expressions.Any(conditions, binary.Span);
            case BinaryOperator.Equal:
                return Compare(Operation.Equal, Bind(binary.Left), Bind(binary.Right), binary.Span);
            case BinaryOperator.NotEqual:
                return Compare(Operation.NotEqual, Bind(binary.Left), Bind(binary.Right), binary.Span);
            case BinaryOperator.Less:
                return Compare(Operation.Less, Bind(binary.Left), Bind(binary.Right), binary.Span);
            case BinaryOperator.LessOrEqual:
                return Compare(Operation.LessOrEqual, Bind(binary.Left), Bind(binary.Right), binary.Span);
            case BinaryOperator.Greater:
                return Compare(Operation.Greater, Bind(binary.Left), Bind(binary.Right), binary.Span);
            case BinaryOperator.GreaterOrEqual:
                return Compare(Operation.GreaterOrEqual, Bind(binary.Left), Bind(binary.Right), binary.Span);
            case BinaryOperator.Concatenate:
                return new FunctionBinder(this).Concatenate([binary.Left, binary.Right], "||", binary.Span);
            default:
                return binary.Left is ExpressionSyntax.Interval || binary.Right is ExpressionSyntax.Interval
                    ? new TimeBinder(this).AddInterval(binary)
                    : ArithmeticBinder.Bind(
                        binary.Operator, BindTyped(binary.Left), BindTyped(binary.Right), binary.Span);
        }
    }

    private static List<ExpressionSyntax> Chain(ExpressionSyntax.Binary binary)
    {
        var parts = new List<ExpressionSyntax>();
        ExpressionSyntax current = binary;
        while (current is ExpressionSyntax.Binary link && link.Operator == binary.Operator)
        {
            parts.Add(link.Right);
            current = link.Left;
        }

        parts.Add(current);
        parts.Reverse();
        return parts;
    }

    private BoundExpression Is(ExpressionSyntax.Is test)
    {
        BoundExpression answer;
        if (test.Test == TruthTest.Null)
        {
            var operand = Bind(test.Operand);
            answer = !operand.Type.IsNullable
                ? Expressions.Boolean(value: false, test.Span)
                : Expressions.Call(
                    Operation.IsNull, [operand], TypeRules.Of(ValueKind.Boolean, isNullable: false), test.Span);
        }
        else
        {
            var operation = test.Test == TruthTest.True ? Operation.IsTrue : Operation.IsFalse;
            var condition = BindCondition(test.Operand, "IS");
            answer = Expressions.Call(
                operation, [condition], TypeRules.Of(ValueKind.Boolean, isNullable: false), test.Span);
        }

        return test.IsNegated ? Condition(Operation.Not, [answer], test.Span) : answer;
    }

    private BoundExpression Between(ExpressionSyntax.Between between)
    {
        var operand = Bind(between.Operand);
        var inside = Expressions.All(
            [
                Compare(Operation.GreaterOrEqual, operand, Bind(between.Low), between.Span),
                Compare(Operation.LessOrEqual, operand, Bind(between.High), between.Span),
            ],
            between.Span);
        return between.IsNegated ? Condition(Operation.Not, [inside], between.Span) : inside;
    }

    private BoundExpression In(ExpressionSyntax.In list)
    {
        var operand = Bind(list.Operand);
        var any = Expressions.Any(
            list.Values.Select(value => Compare(Operation.Equal, operand, Bind(value), list.Span)), list.Span);
        return list.IsNegated ? Condition(Operation.Not, [any], list.Span) : any;
    }

    private BoundExpression Like(ExpressionSyntax.Like like)
    {
        var operand = BindTyped(like.Operand);
        if (operand.Type.Kind != ValueKind.Text)
        {
            throw like.Span.Error($"LIKE needs a text; {operand.Span.Text()} is {operand.Type.Name()}.");
        }

        if (like.Pattern is not ExpressionSyntax.Text pattern)
        {
            throw like.Pattern.Span.Error(
                "LIKE needs a pattern in quotes.", "For a text held in a column write POSITION(b IN a) > 0.");
        }

        // Without ESCAPE, Flink lets a backslash escape.
        var escape = like.Escape switch
        {
            null => '\\',
            ExpressionSyntax.Text { Value: [var one] } => one,
            _ => throw like.Escape.Span.Error("ESCAPE needs one character in quotes."),
        };
        var matcher = LikePattern.TryCreate(pattern.Value, escape)
            ?? throw pattern.Span.Error(
                $"The pattern ends in the escape character '{escape}' or escapes what needs none.");
        var matches = Expressions.Strict(
            Operation.Like, [operand], TypeRules.Of(ValueKind.Boolean, isNullable: false), like.Span, matcher);
        return like.IsNegated ? Condition(Operation.Not, [matches], like.Span) : matches;
    }

    private BoundExpression Case(ExpressionSyntax.Case choice)
    {
        var operand = choice.Operand is null ? null : Bind(choice.Operand);
        var conditions = choice.Branches
            .Select(branch => operand is null
                ? BindCondition(branch.When, "WHEN")
                : Compare(Operation.Equal, operand, Bind(branch.When), branch.When.Span))
            .ToList();
        var values = choice.Branches.Select(branch => Bind(branch.Then)).ToList();
        values.Add(choice.Else is null ? Bind(new ExpressionSyntax.Null(choice.Span)) : Bind(choice.Else));
        return Choose(conditions, values, choice.Span, "CASE");
    }

    /// <summary>A choice among values, one more than conditions.</summary>
    public static BoundExpression Choose(
        IReadOnlyList<BoundExpression> conditions, IReadOnlyList<BoundExpression> values, SourceSpan span, string what)
    {
        var common = ToCommon(values, span, what);
        var operands = conditions.Zip(common).SelectMany(pair => new[] { pair.First, pair.Second }).Append(common[^1]);
        var type = common[0].Type with { IsNullable = common.Any(value => value.Type.IsNullable) };
        return Expressions.Call(Operation.Case, [.. operands], type, span);
    }

    private BoundExpression.Column Aggregate(ExpressionSyntax.Call call) =>
        aggregates?.Bind(call)
        ?? throw call.Span.Error(
            $"{call.Function} cannot stand {place}.",
            place == "in WHERE" ? "Conditions on aggregates are written in HAVING." : "Aggregate in a subquery first.");
}
