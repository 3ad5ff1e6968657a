using System.Linq.Expressions;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Binding;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>Emits casts.</summary>
internal static class CastEmitter
{
    /// <summary>Emits a cast; TRY_CAST yields NULL where CAST fails.</summary>
    public static EmittedValue Emit(Emitter emitter, BoundExpression.Call call, bool isTry)
    {
        var from = call.Operands[0].Type;
        var operand = emitter.Emit(call.Operands[0]);
        var clrType = RowReader.ClrType(call.Type.Kind);
        if (Always(from, call.Type, operand.Data) is { } value)
        {
            return emitter.Guarded(clrType, [operand], result => Expression.Assign(result, value));
        }

        if (!isTry)
        {
            return emitter.Guarded(clrType, [operand], result => Expression.IfThen(
                Expression.Not(Attempt(from, call.Type, operand.Data, result)),
                Expression.Throw(Expression.Call(
                    typeof(Failure),
                    nameof(Failure.BadCast),
                    null,
                    Expression.Constant(call.Span.Text()),
                    Expression.Constant(call.Type.Name()),
                    Expression.NewArrayInit(typeof(string), Describe(from, operand.Data))))));
        }

        var isNull = emitter.Local(typeof(bool));
        var data = emitter.Local(clrType);
        var failed = Expression.Not(Attempt(from, call.Type, operand.Data, data));
        emitter.Add(
            Expression.Assign(isNull, operand.IsNull is { } before ? Expression.OrElse(before, failed) : failed));
        return new EmittedValue(data, isNull);
    }

    /// <summary>A value as text, for messages.</summary>
    public static Expression Describe(ColumnType type, Expression value) => type.Kind switch
    {
        ValueKind.Text => Expression.Call(typeof(CastMath), nameof(CastMath.Quote), null, value),
        ValueKind.Decimal => Expression.Call(
            typeof(DecimalMath), nameof(DecimalMath.Format), null, value, Expression.Constant(type.Scale)),
        ValueKind.Timestamp => Expression.Call(
            typeof(TimeText), nameof(TimeText.Describe), null, value),
        _ => Invariant(value),
    };

    /// <summary>A conversion that never fails, or null.</summary>
    private static Expression? Always(ColumnType from, ColumnType to, Expression value) => (from.Kind, to.Kind) switch
    {
        (ValueKind.Int32, ValueKind.Int64) or (ValueKind.Int32 or ValueKind.Int64, ValueKind.Double) =>
            Expression.Convert(value, RowReader.ClrType(to.Kind)),
        (ValueKind.Decimal, ValueKind.Double) => Expression.Call(
            typeof(DoubleMath), nameof(DoubleMath.FromDecimal), null, value, Expression.Constant(from.Scale)),
        (ValueKind.Timestamp, ValueKind.Timestamp) => to.Precision >= from.Precision
            ? value
            : Expression.Call(
                typeof(TimeMath), nameof(TimeMath.FloorTo), null, value, Expression.Constant(
                    (long)Math.Pow(10, 6 - to.Precision)), Expression.Constant(0L)),
        (ValueKind.Timestamp, ValueKind.Date) =>
            Expression.Call(typeof(TimeMath), nameof(TimeMath.ToDays), null, value),
        (ValueKind.Int32 or ValueKind.Int64, ValueKind.Text) => Invariant(value),
        (ValueKind.Decimal, ValueKind.Text) => Describe(from, value),
        (ValueKind.Boolean, ValueKind.Text) =>
            Expression.Condition(value, Expression.Constant("TRUE"), Expression.Constant("FALSE")),
        _ when from.Kind == to.Kind && from.Kind != ValueKind.Decimal => value,
        _ => null,
    };

    /// <summary>A conversion that assigns its result and says whether it fits.</summary>
    private static MethodCallExpression Attempt(
        ColumnType from, ColumnType to, Expression value, ParameterExpression result)
    {
        var precision = Expression.Constant(to.Precision);
        var scale = Expression.Constant(to.Scale);
        var fromScale = Expression.Constant(from.Scale);
        return (from.Kind, to.Kind) switch
        {
            (ValueKind.Int64, ValueKind.Int32) =>
                Call(typeof(IntegerMath), nameof(IntegerMath.TryNarrow), value, result),
            (ValueKind.Int32 or ValueKind.Int64, ValueKind.Decimal) => Call(
                typeof(DecimalMath),
                nameof(DecimalMath.TryRescale),
                Expression.Convert(Expression.Convert(value, typeof(long)), typeof(Int128)),
                Expression.Constant(0),
                scale,
                precision,
                result),
            (ValueKind.Decimal, ValueKind.Decimal) =>
                Call(typeof(DecimalMath), nameof(DecimalMath.TryRescale), value, fromScale, scale, precision, result),
            (ValueKind.Decimal, ValueKind.Int32) =>
                Call(typeof(CastMath), nameof(CastMath.TryToInt), value, fromScale, result),
            (ValueKind.Decimal, ValueKind.Int64) =>
                Call(typeof(DecimalMath), nameof(DecimalMath.TryToInteger), value, fromScale, result),
            (ValueKind.Double, ValueKind.Int32) => Call(typeof(CastMath), nameof(CastMath.TryToInt), value, result),
            (ValueKind.Double, ValueKind.Int64) =>
                Call(typeof(DoubleMath), nameof(DoubleMath.TryToInteger), value, result),
            (ValueKind.Double, ValueKind.Decimal) =>
                Call(typeof(DoubleMath), nameof(DoubleMath.TryToDecimal), value, precision, scale, result),
            (ValueKind.Date, ValueKind.Timestamp) => Call(
                typeof(IntegerMath), nameof(IntegerMath.TryMultiply), value, Expression.Constant(
                    TimeText.MicrosecondsPerDay), result),
            (ValueKind.Text, ValueKind.Int32) => Call(typeof(CastMath), nameof(CastMath.TryToInt), value, result),
            (ValueKind.Text, ValueKind.Int64) =>
                Call(typeof(TextMath), nameof(TextMath.TryParseInteger), value, result),
            (ValueKind.Text, ValueKind.Decimal) =>
                Call(typeof(TextMath), nameof(TextMath.TryParseDecimal), value, precision, scale, result),
            (ValueKind.Text, ValueKind.Double) =>
                Call(typeof(TextMath), nameof(TextMath.TryParseDouble), value, result),
            (ValueKind.Text, ValueKind.Boolean) =>
                Call(typeof(TextMath), nameof(TextMath.TryParseBoolean), value, result),
            (ValueKind.Text, ValueKind.Timestamp) =>
                Call(typeof(TextMath), nameof(TextMath.TryParseTimestamp), value, precision, result),
            (ValueKind.Text, ValueKind.Date) => Call(typeof(TextMath), nameof(TextMath.TryParseDate), value, result),
            (ValueKind.Timestamp, ValueKind.Text) =>
                Call(
                    typeof(TextMath),
                    nameof(TextMath.TryFormatTimestamp),
                    value,
                    Expression.Constant(from.Precision),
                    result),
            (ValueKind.Date, ValueKind.Text) => Call(typeof(TextMath), nameof(TextMath.TryFormatDate), value, result),
            _ => throw new InvalidOperationException($"No cast from {from} to {to}."),
        };
    }

    private static MethodCallExpression Call(Type type, string method, params Expression[] arguments) =>
        Expression.Call(type, method, null, arguments);

    private static MethodCallExpression Invariant(Expression value) =>
        Expression.Call(typeof(CastMath), nameof(CastMath.Format), null, value);
}
