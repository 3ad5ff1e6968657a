using System.Linq.Expressions;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Binding;
using CdcAnalytics.Sql.Parsing;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>Emits the operations.</summary>
internal static class OperationEmitter
{
    /// <summary>Emits one operation.</summary>
    public static EmittedValue Emit(Emitter emitter, BoundExpression.Call call) => call.Operation switch
    {
        Operation.And or Operation.Or or Operation.Not or Operation.IsTrue or Operation.IsFalse =>
            Condition(emitter, call),
        Operation.IsNull => IsNull(emitter, call),
        Operation.Case => Case(emitter, call),
        Operation.Coalesce => Coalesce(emitter, call),
        Operation.Cast => CastEmitter.Emit(emitter, call, isTry: false),
        Operation.TryCast => CastEmitter.Emit(emitter, call, isTry: true),
        _ => Strict(emitter, call),
    };

    private static EmittedValue Condition(Emitter emitter, BoundExpression.Call call)
    {
        var isTrue = Local(emitter, emitter.Truth(call, wanted: true));
        if (!call.Type.IsNullable)
        {
            return new EmittedValue(isTrue, null);
        }

        var isFalse = Local(emitter, emitter.Truth(call, wanted: false));
        return new EmittedValue(isTrue, Local(emitter, Expression.Not(Expression.Or(isTrue, isFalse))));
    }

    private static ParameterExpression Local(Emitter emitter, Expression value)
    {
        var local = emitter.Local(value.Type);
        emitter.Add(Expression.Assign(local, value));
        return local;
    }

    private static EmittedValue IsNull(Emitter emitter, BoundExpression.Call call) =>
        new(emitter.Emit(call.Operands[0]).IsNull ?? Expression.Constant(false), null);

    private static EmittedValue Case(Emitter emitter, BoundExpression.Call call)
    {
        var result = new Target(emitter, call);
        // Flat, like "if (!done && test) { value; done }": a CASE of a thousand branches nests no deeper than one of
        // two.
        var isDone = Local(emitter, Expression.Constant(false));
        for (var index = 0; index + 1 < call.Operands.Count; index += 2)
        {
            var condition = call.Operands[index];
            var value = call.Operands[index + 1];
            var branch = emitter.Block(
                () =>
                {
                    var test = emitter.Truth(condition, wanted: true);
                    emitter.Add(Expression.IfThen(test, emitter.Block(
                        () =>
                        {
                            result.Assign(emitter, emitter.Emit(value));
                            emitter.Add(Expression.Assign(isDone, Expression.Constant(true)));
                            return null;
                        },
                        typeof(void))));
                    return null;
                },
                typeof(void));
            emitter.Add(index == 0 ? branch : Expression.IfThen(Expression.Not(isDone), branch));
        }

        emitter.Add(Expression.IfThen(Expression.Not(isDone), emitter.Block(
            () =>
            {
                result.Assign(emitter, emitter.Emit(call.Operands[^1]));
                return null;
            },
            typeof(void))));
        return result.Value;
    }

    private static EmittedValue Coalesce(Emitter emitter, BoundExpression.Call call)
    {
        var result = new Target(emitter, call);
        var isDone = Local(emitter, Expression.Constant(false));
        foreach (var operand in call.Operands)
        {
            emitter.Add(Expression.IfThen(Expression.Not(isDone), emitter.Block(
                () =>
                {
                    var value = emitter.Emit(operand);
                    result.Assign(emitter, value);
                    emitter.Add(Expression.Assign(
                        isDone, value.IsNull is { } isNull ? Expression.Not(isNull) : Expression.Constant(true)));
                    return null;
                },
                typeof(void))));
        }

        return result.Value;
    }

    private static EmittedValue Strict(Emitter emitter, BoundExpression.Call call)
    {
        var operands = call.Operands.Select(emitter.Emit).ToList();
        var data = operands.Select(operand => operand.Data).ToList();
        return emitter.Guarded(
            RowReader.ClrType(call.Type.Kind), operands, result => Compute(call, data, result));
    }

    private static Expression Compute(BoundExpression.Call call, List<Expression> data, ParameterExpression result)
    {
        switch (call.Operation)
        {
            case Operation.Equal or Operation.NotEqual or Operation.Less or Operation.LessOrEqual or Operation.Greater
                or Operation.GreaterOrEqual:
                return Expression.Assign(result, Comparison(call, data[0], data[1]));
            case Operation.Greatest or Operation.Least:
                var isFirst = Order(
                    call.Operation == Operation.Greatest ? Operation.Less : Operation.Greater,
                    call.Operands,
                    data[0],
                    data[1]);
                return Expression.Assign(result, Expression.Condition(isFirst, data[1], data[0]));
            case Operation.Like:
                return Expression.Assign(result, Expression.Call(
                    Expression.Constant(call.Detail), nameof(LikePattern.IsMatch), null, data[0]));
            case Operation.Upper or Operation.Lower:
                var method = call.Operation == Operation.Upper
                    ? nameof(string.ToUpperInvariant)
                    : nameof(string.ToLowerInvariant);
                return Expression.Assign(result, Expression.Call(data[0], method, null));
            case Operation.Concatenate:
                var texts = Expression.NewArrayInit(typeof(string), data);
                return AssignCall(result, typeof(TextMath), nameof(TextMath.Concatenate), [texts]);
            case Operation.CharacterLength:
                return AssignCall(result, typeof(TextMath), nameof(TextMath.Length), data);
            case Operation.Trim or Operation.TrimStart or Operation.TrimEnd or Operation.Substring or Operation.Replace
                or Operation.Position:
                return AssignCall(result, typeof(TextMath), call.Operation.ToString(), data);
            case Operation.FloorTime or Operation.CeilingTime or Operation.Extract:
                return Expression.Assign(result, TimePart(call, data[0]));
            case Operation.WindowStart:
                return AssignCall(result, typeof(TimeMath), nameof(TimeMath.FloorTo), data);
            case Operation.TimestampDifference:
                return Tried(
                    call,
                    typeof(TimeMath),
                    nameof(TimeMath.TryDifference),
                    [.. data, Expression.Constant(call.Detail)],
                    result);
            case Operation.AddTime:
                return Tried(call, typeof(IntegerMath), nameof(IntegerMath.TryAdd), data, result);
            case Operation.AddMonths:
                var months = call.Type.Kind == ValueKind.Date
                    ? nameof(TimeMath.TryAddMonthsToDay)
                    : nameof(TimeMath.TryAddMonths);
                return Tried(call, typeof(TimeMath), months, data, result);
            default:
                return Arithmetic(call, data, result);
        }
    }

    private static MethodCallExpression TimePart(BoundExpression.Call call, Expression time)
    {
        var isDate = call.Operands[0].Type.Kind == ValueKind.Date;
        // The usual FLOOR(t TO HOUR) is one remainder, without a look at the calendar.
        if (
            call is { Operation: Operation.FloorTime, Detail: TimeUnit.Hour or TimeUnit.Minute or TimeUnit.Second }
                && !isDate)
        {
            var length = Expression.Constant(LiteralParser.UnitLength((TimeUnit)call.Detail));
            return Expression.Call(
                typeof(TimeMath), nameof(TimeMath.FloorTo), null, time, length, Expression.Constant(0L));
        }

        var name = (call.Operation, isDate) switch
        {
            (Operation.FloorTime, true) => nameof(TimeMath.FloorDay),
            (Operation.FloorTime, false) => nameof(TimeMath.FloorTime),
            (Operation.CeilingTime, true) => nameof(TimeMath.CeilDay),
            (Operation.CeilingTime, false) => nameof(TimeMath.CeilTime),
            (_, true) => nameof(TimeMath.ExtractDay),
            _ => nameof(TimeMath.Extract),
        };
        return Expression.Call(typeof(TimeMath), name, null, time, Expression.Constant(call.Detail));
    }

    private static Expression Comparison(BoundExpression.Call call, Expression left, Expression right)
    {
        if (call.Operands[0].Type.Kind == ValueKind.Text && call.Operation is Operation.Equal or Operation.NotEqual)
        {
            var areEqual = Expression.Call(typeof(TextMath), nameof(TextMath.AreEqual), null, left, right);
            return call.Operation == Operation.Equal ? areEqual : Expression.Not(areEqual);
        }

        return Order(call.Operation, call.Operands, left, right);
    }

    private static BinaryExpression Order(
        Operation operation, IReadOnlyList<BoundExpression> operands, Expression left, Expression right)
    {
        switch (operands[0].Type.Kind)
        {
            case ValueKind.Decimal when operands[0].Type.Scale != operands[1].Type.Scale:
                left = Expression.Call(
                    typeof(DecimalMath),
                    nameof(DecimalMath.Compare),
                    null,
                    left,
                    Expression.Constant(operands[0].Type.Scale),
                    right,
                    Expression.Constant(operands[1].Type.Scale));
                right = Expression.Constant(0);
                break;
            case ValueKind.Text:
                left = Expression.Call(typeof(TextMath), nameof(TextMath.Compare), null, left, right);
                right = Expression.Constant(0);
                break;
            case ValueKind.Boolean:
                left = Expression.Condition(left, Expression.Constant(1), Expression.Constant(0));
                right = Expression.Condition(right, Expression.Constant(1), Expression.Constant(0));
                break;
        }

        return operation switch
        {
            Operation.Equal => Expression.Equal(left, right),
            Operation.NotEqual => Expression.NotEqual(left, right),
            Operation.Less => Expression.LessThan(left, right),
            Operation.LessOrEqual => Expression.LessThanOrEqual(left, right),
            Operation.Greater => Expression.GreaterThan(left, right),
            _ => Expression.GreaterThanOrEqual(left, right),
        };
    }

    private static Expression Arithmetic(BoundExpression.Call call, List<Expression> data, ParameterExpression result)
    {
        var kind = call.Operands[0].Type.Kind;
        var math = kind switch
        {
            ValueKind.Decimal => typeof(DecimalMath),
            ValueKind.Double => typeof(DoubleMath),
            _ => typeof(IntegerMath),
        };
        switch (call.Operation)
        {
            case Operation.Add or Operation.Subtract or Operation.Multiply or Operation.Divide or Operation.Modulo:
                var arguments = kind == ValueKind.Decimal
                    ? [
                        data[0],
                        Scale(call, 0),
                        data[1],
                        Scale(call, 1),
                        Expression.Constant(call.Type.Precision),
                        Expression.Constant(call.Type.Scale)]
                    : data;
                var tried = Tried(call, math, "Try" + call.Operation, arguments, result);
                return call.Operation is Operation.Divide or Operation.Modulo ? NotByZero(call, data, tried) : tried;
            case Operation.Power or Operation.SquareRoot:
                return Tried(call, math, "Try" + call.Operation, data, result);
            case Operation.Negate or Operation.Absolute when kind == ValueKind.Double:
                return Expression.Assign(result, call.Operation == Operation.Negate
                    ? Expression.Negate(data[0])
                    : Expression.Call(typeof(Math), nameof(Math.Abs), null, data[0]));
            case Operation.Negate or Operation.Absolute when kind == ValueKind.Decimal:
                return Expression.Assign(result, Runtime.Call(call.Operation.ToString(), data[0]));
            case Operation.Negate or Operation.Absolute:
                return Tried(call, math, "Try" + call.Operation, data, result);
            case Operation.Sign when kind == ValueKind.Decimal:
                return Tried(
                    call, math, nameof(DecimalMath.TrySign), [
                        data[0], Expression.Constant(call.Type.Precision), Scale(call, 0)], result);
            case Operation.Sign:
                return Expression.Assign(result, Expression.Convert(
                    kind == ValueKind.Double
                        ? Expression.Call(typeof(DoubleMath), nameof(DoubleMath.Sign), null, data[0])
                        : Expression.Call(typeof(Math), nameof(Math.Sign), null, data[0]),
                    result.Type));
            case Operation.Floor or Operation.Ceiling when kind == ValueKind.Decimal:
                return AssignCall(result, math, call.Operation.ToString(), [data[0], Scale(call, 0)]);
            case Operation.Floor or Operation.Ceiling:
                return AssignCall(result, typeof(Math), call.Operation.ToString(), data);
            case Operation.Round:
                return Round(call, data, result, math);
            default:
                throw new InvalidOperationException($"{call.Operation} is not emitted.");
        }
    }

    private static Expression Round(
        BoundExpression.Call call, List<Expression> data, ParameterExpression result, Type math)
    {
        var digits = (int)(call.Detail ?? 0);
        return call.Operands[0].Type.Kind switch
        {
            ValueKind.Double =>
                AssignCall(result, math, nameof(DoubleMath.Round), [data[0], Expression.Constant(digits)]),
            ValueKind.Decimal => Tried(
                call,
                math,
                nameof(DecimalMath.TryRound),
                [
                    data[0],
                    Scale(call, 0),
                    Expression.Constant(digits),
                    Expression.Constant(call.Type.Precision),
                    Expression.Constant(call.Type.Scale)],
                result),
            _ => Tried(call, math, nameof(IntegerMath.TryRound), [data[0], Expression.Constant(-digits)], result),
        };
    }

    private static ConstantExpression Scale(BoundExpression.Call call, int operand) =>
        Expression.Constant(call.Operands[operand].Type.Scale);

    private static BinaryExpression AssignCall(
        ParameterExpression result, Type type, string method, List<Expression> arguments) =>
        Expression.Assign(result, Expression.Call(type, method, null, [.. arguments]));

    /// <summary>A call that says whether the value fits, and an exception when it does not.</summary>
    private static ConditionalExpression Tried(
        BoundExpression.Call call, Type type, string method, List<Expression> arguments, ParameterExpression result)
    {
        // ArgumentsOf formats the operands, not scales and precisions handed along.
        var failure = Expression.Call(
            typeof(Failure),
            nameof(Failure.OutOfRange),
            null,
            Expression.Constant(call.Span.Text()),
            Expression.Constant(call.Type.Name()),
            Described(call, arguments));
        return Expression.IfThen(
            Expression.Not(Expression.Call(type, method, null, [.. arguments, result])), Expression.Throw(failure));
    }

    private static BlockExpression NotByZero(BoundExpression.Call call, List<Expression> data, Expression tried) =>
        Expression.Block(
            Expression.IfThen(
                Expression.Equal(data[1], Expression.Default(data[1].Type)),
                Expression.Throw(Expression.Call(
                    typeof(Failure), nameof(
                        Failure.DivisionByZero), null, Expression.Constant(call.Span.Text()), Described(call, data)))),
            tried);

    private static NewArrayExpression Described(BoundExpression.Call call, List<Expression> arguments)
    {
        // Decimal operations take value, scale, value, scale, …; the others take only values.
        var step = call.Operands[0].Type.Kind == ValueKind.Decimal && arguments.Count > call.Operands.Count ? 2 : 1;
        return Expression.NewArrayInit(
            typeof(string),
            call.Operands.Select((operand, index) => CastEmitter.Describe(operand.Type, arguments[index * step])));
    }

    /// <summary>Where the branches of a choice put their value.</summary>
    private sealed class Target
    {
        private readonly ParameterExpression _data;
        private readonly ParameterExpression? _isNull;

        public Target(Emitter emitter, BoundExpression.Call call)
        {
            _data = emitter.Local(RowReader.ClrType(call.Type.Kind));
            _isNull = call.Type.IsNullable ? emitter.Local(typeof(bool)) : null;
        }

        public EmittedValue Value => new(_data, _isNull);

        public void Assign(Emitter emitter, EmittedValue value)
        {
            emitter.Add(Expression.Assign(_data, value.Data));
            if (_isNull is not null)
            {
                emitter.Add(Expression.Assign(_isNull, value.IsNull ?? Expression.Constant(false)));
            }
        }
    }
}
