using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Binding;

/// <summary>Binds + - * / % on numbers, with Flink's result types.</summary>
internal static class ArithmeticBinder
{
    /// <summary>Binds one operation.</summary>
    public static BoundExpression Bind(
        BinaryOperator symbol, BoundExpression left, BoundExpression right, SourceSpan span)
    {
        var (operation, sign) = symbol switch
        {
            BinaryOperator.Add => (Operation.Add, "+"),
            BinaryOperator.Subtract => (Operation.Subtract, "-"),
            BinaryOperator.Multiply => (Operation.Multiply, "*"),
            BinaryOperator.Divide => (Operation.Divide, "/"),
            _ => (Operation.Modulo, "%"),
        };
        foreach (var operand in (BoundExpression[])[left, right])
        {
            if (!operand.Type.IsNumeric())
            {
                throw operand.Span.Error(
                    $"{sign} needs numbers; {operand.Span.Text()} is {operand.Type.Name()}.",
                    operand.Type.IsTime() ? "Between times write TIMESTAMPDIFF(SECOND, a, b) or t + INTERVAL '1' HOUR."
                    : operand.Type.Kind == ValueKind.Text ? "Write || to join texts, or CAST the text to a number."
                    : null);
            }
        }

        if (left.Type.Kind == ValueKind.Double || right.Type.Kind == ValueKind.Double)
        {
            var type = TypeRules.Of(ValueKind.Double, isNullable: false);
            return operation == Operation.Modulo
                ? throw span.Error("% needs exact numbers.", "CAST the DOUBLE to DECIMAL(p, s).")
                : Expressions.Strict(
                    operation, [Expressions.Convert(left, type), Expressions.Convert(right, type)], type, span);
        }

        return left.Type.IsInteger() && right.Type.IsInteger()
            ? OfIntegers(operation, left, right, span)
            : OfDecimals(operation, left, right, span);
    }

    private static BoundExpression OfIntegers(
        Operation operation, BoundExpression left, BoundExpression right, SourceSpan span)
    {
        var isWide = left.Type.Kind == ValueKind.Int64 || right.Type.Kind == ValueKind.Int64;
        var type = TypeRules.Of(isWide ? ValueKind.Int64 : ValueKind.Int32, isNullable: false);
        var result = Expressions.Strict(
            operation, [Expressions.Convert(left, type), Expressions.Convert(right, type)], type, span);

        // A remainder is of the divisor's type, in which it always fits.
        return operation == Operation.Modulo ? Expressions.Convert(result, right.Type) : result;
    }

    private static BoundExpression OfDecimals(
        Operation operation, BoundExpression left, BoundExpression right, SourceSpan span)
    {
        var first = Expressions.Convert(left, TypeRules.AsDecimal(left.Type));
        var second = Expressions.Convert(right, TypeRules.AsDecimal(right.Type));
        var type = operation switch
        {
            Operation.Add or Operation.Subtract => TypeRules.Sum(first.Type, second.Type),
            Operation.Multiply => TypeRules.Product(first.Type, second.Type),
            Operation.Divide => TypeRules.Quotient(first.Type, second.Type),
            _ => TypeRules.Remainder(first.Type, second.Type),
        };
        return Expressions.Strict(operation, [first, second], type, span);
    }
}
