using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Binding;

/// <summary>Binds the scalar functions.</summary>
/// <param name="binder">Binds the arguments.</param>
internal sealed class FunctionBinder(ExpressionBinder binder)
{
    private const string Supported =
        "The functions are COALESCE, NULLIF, IF, IFNULL, GREATEST, LEAST, ABS, SIGN, ROUND, FLOOR, CEIL, MOD, POWER, "
        + "SQRT, UPPER, LOWER, TRIM, LTRIM, RTRIM, SUBSTRING, CHAR_LENGTH, CONCAT, REPLACE, POSITION, EXTRACT, "
        + "TIMESTAMPDIFF, TIMESTAMPADD, CAST and TRY_CAST; the aggregates are COUNT, SUM, AVG, MIN and MAX.";

    /// <summary>Binds a call.</summary>
    public BoundExpression Bind(ExpressionSyntax.Call call)
    {
        if (call.IsStar || call.IsDistinct || call.Filter is not null)
        {
            throw call.Span.Error($"{call.Function} is no aggregate: *, DISTINCT and FILTER have no meaning for it.");
        }

        return call.Function switch
        {
            "COALESCE" or "IFNULL" => Coalesce(call),
            "NULLIF" => NullIf(call),
            "IF" => If(call),
            "GREATEST" => Extreme(Operation.Greatest, call),
            "LEAST" => Extreme(Operation.Least, call),
            "ABS" => SameType(Operation.Absolute, call),
            "SIGN" => SameType(Operation.Sign, call),
            "FLOOR" => ToWhole(Operation.Floor, call),
            "CEIL" => ToWhole(Operation.Ceiling, call),
            "ROUND" => Round(call),
            "MOD" => Modulo(call),
            "POWER" => OfDoubles(Operation.Power, call, count: 2),
            "SQRT" => OfDoubles(Operation.SquareRoot, call, count: 1),
            "UPPER" => OfTexts(Operation.Upper, call, 1),
            "LOWER" => OfTexts(Operation.Lower, call, 1),
            "TRIM" => Trim(Operation.Trim, call),
            "LTRIM" => Trim(Operation.TrimStart, call),
            "RTRIM" => Trim(Operation.TrimEnd, call),
            "SUBSTRING" => Substring(call),
            "CHAR_LENGTH" or "CHARACTER_LENGTH" => Counted(Operation.CharacterLength, call, 1),
            "POSITION" => Counted(Operation.Position, call, 2),
            "CONCAT" => Concatenate(call.Arguments, "CONCAT", call.Span),
            "REPLACE" => OfTexts(Operation.Replace, call, 3),
            "NOW" or "UNIX_TIMESTAMP" or "PROCTIME" or "CURRENT_ROW_TIMESTAMP" or "RAND" or "RAND_INTEGER" or "UUID" =>
                throw call.Span.Error(
                    $"{call.Function} is not supported: what depends on clock or chance cannot be computed again.",
                    "Use the values of the row itself."),
            "DATE_TRUNC" => throw call.Span.Error("Flink has no DATE_TRUNC.", "Write FLOOR(t TO HOUR)."),
            "TUMBLE" or "HOP" or "SESSION" or "TUMBLE_START" or "TUMBLE_END" or "TUMBLE_ROWTIME" =>
                throw call.Span.Error(
                "Group windows are not supported.",
                "Write TABLE(TUMBLE(TABLE t, DESCRIPTOR(c), INTERVAL '1' HOUR)) in FROM, GROUP BY both its bounds."),
            _ => throw call.Span.Error($"There is no function {call.Function} here.", Supported),
        };
    }

    /// <summary>Binds CONCAT and ||.</summary>
    public BoundExpression Concatenate(IReadOnlyList<ExpressionSyntax> syntax, string name, SourceSpan span)
    {
        if (syntax.Count == 0)
        {
            throw span.Error("CONCAT takes one argument or more.");
        }

        var texts = syntax.Select(part => Text(part, name)).ToList();
        return texts.Count == 1
            ? texts[0]
            : Expressions.Strict(Operation.Concatenate, texts, TypeRules.Of(ValueKind.Text, isNullable: false), span);
    }

    private BoundExpression Coalesce(ExpressionSyntax.Call call)
    {
        Count(call, 1, call.Function == "IFNULL" ? 2 : int.MaxValue);
        var values = ExpressionBinder.ToCommon(
            [
                .. call.Arguments.Select(binder.Bind).Where(
                    value => !Expressions.IsUntyped(value))], call.Span, call.Function);
        // What stands behind a value that is never NULL is never looked at.
        var certain = values.ToList().FindIndex(value => !value.Type.IsNullable);
        var kept = certain < 0 ? values : [.. values.Take(certain + 1)];
        return kept.Count == 1
            ? kept[0]
            : Expressions.Call(Operation.Coalesce, kept, kept[0].Type with { IsNullable = certain < 0 }, call.Span);
    }

    private BoundExpression NullIf(ExpressionSyntax.Call call)
    {
        Count(call, 2, 2);
        var value = binder.BindTyped(call.Arguments[0]);
        var equal = ExpressionBinder.Compare(Operation.Equal, value, binder.Bind(call.Arguments[1]), call.Span);
        return Expressions.Call(
            Operation.Case, [
                equal,
                Expressions.Null(value.Type, call.Span),
                value], value.Type with { IsNullable = true }, call.Span);
    }

    private BoundExpression If(ExpressionSyntax.Call call)
    {
        Count(call, 3, 3);
        return ExpressionBinder.Choose(
            [binder.BindCondition(call.Arguments[0], "IF")],
            [binder.Bind(call.Arguments[1]), binder.Bind(call.Arguments[2])],
            call.Span,
            "IF");
    }

    private BoundExpression Extreme(Operation operation, ExpressionSyntax.Call call)
    {
        Count(call, 1, int.MaxValue);
        var values = ExpressionBinder.ToCommon([.. call.Arguments.Select(binder.BindTyped)], call.Span, call.Function);
        return values.Aggregate((left, right) => Expressions.Strict(operation, [left, right], left.Type, call.Span));
    }

    private BoundExpression SameType(Operation operation, ExpressionSyntax.Call call)
    {
        Count(call, 1, 1);
        var value = Number(call.Arguments[0], call.Function);
        return Expressions.Strict(operation, [value], value.Type, call.Span);
    }

    private BoundExpression ToWhole(Operation operation, ExpressionSyntax.Call call)
    {
        Count(call, 1, 1);
        var value = Number(call.Arguments[0], call.Function);
        return value.Type.IsInteger()
            ? value
            : Expressions.Strict(operation, [value], value.Type with { Scale = 0 }, call.Span);
    }

    private BoundExpression Round(ExpressionSyntax.Call call)
    {
        Count(call, 1, 2);
        var value = Number(call.Arguments[0], "ROUND");
        var digits = 0;
        if (call.Arguments.Count == 2)
        {
            digits = binder.Bind(call.Arguments[1]) is BoundExpression.Literal { Value: long number }
                && number is >= -38 and <= 38
                ? (int)number
                : throw call.Arguments[1].Span.Error(
                    "ROUND needs its number of digits written as a number from -38 to 38.");
        }

        if (value.Type.Kind == ValueKind.Double && digits is < 0 or > 15)
        {
            throw call.Span.Error("A DOUBLE is rounded to 0 to 15 digits.", "CAST it to DECIMAL(p, s) first.");
        }

        if (
            (value.Type.IsInteger() && digits >= 0)
                || (value.Type.Kind == ValueKind.Decimal && digits >= value.Type.Scale))
        {
            return value;
        }

        var type = value.Type.Kind == ValueKind.Decimal ? TypeRules.Rounded(value.Type, digits) : value.Type;
        return Expressions.Strict(Operation.Round, [value], type, call.Span, digits);
    }

    private BoundExpression Modulo(ExpressionSyntax.Call call)
    {
        Count(call, 2, 2);
        return ArithmeticBinder.Bind(
            BinaryOperator.Modulo, Number(call.Arguments[0], "MOD"), Number(call.Arguments[1], "MOD"), call.Span);
    }

    private BoundExpression OfDoubles(Operation operation, ExpressionSyntax.Call call, int count)
    {
        Count(call, count, count);
        var type = TypeRules.Of(ValueKind.Double, isNullable: false);
        return Expressions.Strict(
            operation,
            [.. call.Arguments.Select(argument => Expressions.Convert(Number(argument, call.Function), type))],
            type,
            call.Span);
    }

    private BoundExpression OfTexts(Operation operation, ExpressionSyntax.Call call, int count)
    {
        Count(call, count, count);
        return Expressions.Strict(
            operation,
            [.. call.Arguments.Select(argument => Text(argument, call.Function))],
            TypeRules.Of(ValueKind.Text, isNullable: false),
            call.Span);
    }

    private BoundExpression Trim(Operation operation, ExpressionSyntax.Call call)
    {
        Count(call, 1, 2);
        var text = Text(call.Arguments[0], call.Function);
        var blank = new BoundExpression.Literal(" ", TypeRules.Of(ValueKind.Text, isNullable: false), call.Span);
        var characters = call.Arguments.Count == 2 ? Text(call.Arguments[1], call.Function) : blank;
        return Expressions.Strict(
            operation, [text, characters], TypeRules.Of(ValueKind.Text, isNullable: false), call.Span);
    }

    private BoundExpression Substring(ExpressionSyntax.Call call)
    {
        Count(call, 2, 3);
        var operands = new List<BoundExpression> { Text(call.Arguments[0], "SUBSTRING") };
        foreach (var argument in call.Arguments.Skip(1))
        {
            var number = binder.BindTyped(argument);
            operands.Add(number.Type.IsInteger()
                ? Expressions.Convert(number, TypeRules.Of(ValueKind.Int64, isNullable: false))
                : throw argument.Span.Error(
                    $"SUBSTRING counts in whole numbers; {argument.Span.Text()} is {number.Type.Name()}."));
        }

        return Expressions.Strict(
            Operation.Substring, operands, TypeRules.Of(ValueKind.Text, isNullable: false), call.Span);
    }

    private BoundExpression Counted(Operation operation, ExpressionSyntax.Call call, int count)
    {
        Count(call, count, count);
        return Expressions.Strict(
            operation,
            [.. call.Arguments.Select(argument => Text(argument, call.Function))],
            TypeRules.Of(ValueKind.Int32, isNullable: false),
            call.Span);
    }

    private BoundExpression Number(ExpressionSyntax syntax, string function)
    {
        var value = binder.BindTyped(syntax);
        return value.Type.IsNumeric()
            ? value
            : throw syntax.Span.Error($"{function} needs a number; {syntax.Span.Text()} is {value.Type.Name()}.");
    }

    private BoundExpression Text(ExpressionSyntax syntax, string function)
    {
        var value = binder.BindTyped(syntax);
        return value.Type.Kind == ValueKind.Text
            ? value
            : throw syntax.Span.Error(
                $"{function} needs texts; {syntax.Span.Text()} is {value.Type.Name()}.", "Write CAST(x AS STRING).");
    }

    private static void Count(ExpressionSyntax.Call call, int minimum, int maximum)
    {
        if (call.Arguments.Count >= minimum && call.Arguments.Count <= maximum)
        {
            return;
        }

        var expected = minimum == maximum ? $"{minimum}"
            : maximum == int.MaxValue ? $"{minimum} or more"
            : $"{minimum} to {maximum}";
        var plural = expected == "1" ? string.Empty : "s";
        throw call.Span.Error($"{call.Function} takes {expected} argument{plural}, not {call.Arguments.Count}.");
    }
}
