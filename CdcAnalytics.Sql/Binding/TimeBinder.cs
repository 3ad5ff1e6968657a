using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Compilation;
using CdcAnalytics.Sql.Parsing;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Binding;

/// <summary>Binds the operations on dates and timestamps.</summary>
/// <param name="binder">Binds the operands.</param>
internal sealed class TimeBinder(ExpressionBinder binder)
{
    /// <summary>Binds FLOOR … TO, EXTRACT, TIMESTAMPDIFF and TIMESTAMPADD.</summary>
    public BoundExpression Bind(ExpressionSyntax syntax) => syntax switch
    {
        ExpressionSyntax.RoundTime round => Round(round),
        ExpressionSyntax.Extract extract => Extract(extract),
        ExpressionSyntax.TimestampDifference difference => Difference(difference),
        ExpressionSyntax.TimestampAdd add => Add(add),
        _ => throw new InvalidOperationException($"{syntax.GetType().Name} is no operation on times."),
    };

    /// <summary>Binds t + INTERVAL and t - INTERVAL.</summary>
    public BoundExpression AddInterval(ExpressionSyntax.Binary binary)
    {
        var isSum = binary.Operator == BinaryOperator.Add;
        if ((!isSum && binary.Operator != BinaryOperator.Subtract)
            || (binary.Left is ExpressionSyntax.Interval && binary.Right is ExpressionSyntax.Interval)
            || (!isSum && binary.Left is ExpressionSyntax.Interval))
        {
            throw binary.Span.Error(
                "This arithmetic on intervals is not supported.",
                "Write t + INTERVAL '90' MINUTE or t - INTERVAL '1' DAY.");
        }

        var (time, interval) = binary.Right is ExpressionSyntax.Interval right
            ? (binary.Left, right.Value)
            : (binary.Right, ((ExpressionSyntax.Interval)binary.Left).Value);
        var operand = Time(time, isSum ? "+ INTERVAL" : "- INTERVAL");
        var length = interval.Months ?? interval.Microseconds ?? 0;
        return Shift(
            operand,
            Expressions.Number(isSum ? length : -length, ValueKind.Int64, interval.Span),
            interval.Months is not null,
            binary.Span);
    }

    private static BoundExpression Shift(
        BoundExpression operand, BoundExpression length, bool isMonths, SourceSpan span)
    {
        if (isMonths)
        {
            return Expressions.Strict(Operation.AddMonths, [operand, length], operand.Type, span);
        }

        if (operand.Type.Kind == ValueKind.Date)
        {
            if (
                length is not BoundExpression.Literal { Value: long microseconds }
                    || microseconds % TimeText.MicrosecondsPerDay != 0)
            {
                throw span.Error("A DATE is moved by whole days only.", "CAST it to TIMESTAMP(6) first.");
            }

            length = Expressions.Number(microseconds / TimeText.MicrosecondsPerDay, ValueKind.Int64, length.Span);
        }

        return Expressions.Strict(Operation.AddTime, [operand, length], operand.Type, span);
    }

    private BoundExpression Round(ExpressionSyntax.RoundTime round)
    {
        var operand = Time(round.Operand, round.IsCeiling ? "CEIL … TO" : "FLOOR … TO");
        if (round.Unit is TimeUnit.DayOfWeek or TimeUnit.DayOfYear)
        {
            throw round.Span.Error(
                "Times are not rounded to this unit.",
                "The units are YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE and SECOND.");
        }

        if (operand.Type.Kind == ValueKind.Date && round.Unit is TimeUnit.Hour or TimeUnit.Minute or TimeUnit.Second)
        {
            throw round.Span.Error("A DATE has no hours, minutes or seconds.", "Round a TIMESTAMP.");
        }

        var operation = round.IsCeiling ? Operation.CeilingTime : Operation.FloorTime;
        return Expressions.Strict(operation, [operand], operand.Type, round.Span, round.Unit);
    }

    private BoundExpression Extract(ExpressionSyntax.Extract extract)
    {
        var operand = Time(extract.Operand, "EXTRACT");
        return Expressions.Strict(
            Operation.Extract, [operand], TypeRules.Of(ValueKind.Int64, isNullable: false), extract.Span, extract.Unit);
    }

    private BoundExpression Difference(ExpressionSyntax.TimestampDifference difference)
    {
        RefusePart(difference.Unit, difference.Span);
        var type = new ColumnType(ValueKind.Timestamp, 6, 0, IsNullable: false);
        var from = Expressions.Convert(Time(difference.From, "TIMESTAMPDIFF"), type);
        var to = Expressions.Convert(Time(difference.To, "TIMESTAMPDIFF"), type);
        return Expressions.Strict(
            Operation.TimestampDifference, [from, to], TypeRules.Of(
                ValueKind.Int32, isNullable: false), difference.Span, difference.Unit);
    }

    private BoundExpression Add(ExpressionSyntax.TimestampAdd add)
    {
        RefusePart(add.Unit, add.Span);
        var operand = Time(add.Operand, "TIMESTAMPADD");
        var count = binder.BindTyped(add.Count);
        if (!count.Type.IsInteger())
        {
            throw add.Count.Span.Error(
                $"TIMESTAMPADD needs a whole number; {add.Count.Span.Text()} is {count.Type.Name()}.");
        }

        var wide = TypeRules.Of(ValueKind.Int64, isNullable: false);
        var length = ArithmeticBinder.Bind(
            BinaryOperator.Multiply,
            Expressions.Convert(count, wide),
            Expressions.Number(LiteralParser.UnitLength(add.Unit), ValueKind.Int64, add.Span),
            add.Span);
        return Shift(operand, length, add.Unit is TimeUnit.Year or TimeUnit.Quarter or TimeUnit.Month, add.Span);
    }

    private static void RefusePart(TimeUnit unit, SourceSpan span)
    {
        if (unit is TimeUnit.DayOfWeek or TimeUnit.DayOfYear)
        {
            throw span.Error(
                "Times are not counted in this unit.",
                "The units are YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE and SECOND.");
        }
    }

    private BoundExpression Time(ExpressionSyntax syntax, string what)
    {
        var operand = binder.BindTyped(syntax);
        return operand.Type.IsTime()
            ? operand
            : throw syntax.Span.Error(
                $"{what} needs a date or timestamp; {syntax.Span.Text()} is {operand.Type.Name()}.");
    }
}
