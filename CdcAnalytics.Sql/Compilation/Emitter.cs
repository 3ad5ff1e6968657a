using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using CdcAnalytics.Sql.Binding;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>
/// Emits expressions as straight-line code: each value is computed once into a local, and found again by its key.
/// What is
/// computed inside a branch is known only in that branch.
/// </summary>
internal sealed class Emitter(RowReader reader)
{
    private readonly Stack<BlockState> _blocks = new();

    /// <summary>Appends a statement.</summary>
    public void Add(Expression statement) => _blocks.Peek().Statements.Add(statement);

    /// <summary>A local of the current block.</summary>
    public ParameterExpression Local(Type type)
    {
        var local = Expression.Variable(type);
        _blocks.Peek().Locals.Add(local);
        return local;
    }

    /// <summary>A block of what is emitted inside, with the value returned (if any) as its own.</summary>
    public BlockExpression Block(Func<Expression?> emit, Type type)
    {
        _blocks.Push(new BlockState());
        var result = emit();
        var block = _blocks.Pop();
        if (result is not null)
        {
            block.Statements.Add(result);
        }
        else
        {
            block.Statements.Add(Expression.Empty());
        }

        return Expression.Block(type, block.Locals, block.Statements);
    }

    /// <summary>Emits an expression, unless it is known here already.</summary>
    public EmittedValue Emit(BoundExpression expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (expression is BoundExpression.Literal literal)
        {
            return Constant(literal);
        }

        foreach (var block in _blocks)
        {
            if (block.Known.TryGetValue(expression.Key, out var known))
            {
                return known;
            }
        }

        var value = expression is BoundExpression.Column column
            ? Read(column)
            : OperationEmitter.Emit(this, (BoundExpression.Call)expression);
        _blocks.Peek().Known[expression.Key] = value;
        return value;
    }

    /// <summary>
    /// Whether a condition is TRUE (or, if not wanted, FALSE); operands are looked at only as far as needed.
    /// </summary>
    public Expression Truth(BoundExpression condition, bool wanted)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (condition is BoundExpression.Call call)
        {
            switch (call.Operation)
            {
                case Operation.Not:
                    return Truth(call.Operands[0], !wanted);
                case Operation.And:
                    return Chain(call.Operands, wanted, needsAll: wanted);
                case Operation.Or:
                    return Chain(call.Operands, wanted, needsAll: !wanted);
                case Operation.IsTrue or Operation.IsFalse:
                    var test = Truth(call.Operands[0], wanted: call.Operation == Operation.IsTrue);
                    return wanted ? test : Expression.Not(test);
            }
        }

        var value = Emit(condition);
        var data = wanted ? value.Data : Expression.Not(value.Data);
        return value.IsNull is { } isNull ? Expression.AndAlso(Expression.Not(isNull), data) : data;
    }

    /// <summary>
    /// Runs statements that assign a local, only where no operand is NULL; the local is the value.
    /// </summary>
    public EmittedValue Guarded(
        Type type, IEnumerable<EmittedValue> operands, Func<ParameterExpression, Expression> assign)
    {
        var result = Local(type);
        var isNull = AnyNull(operands);
        if (isNull is null)
        {
            Add(assign(result));
            return new EmittedValue(result, null);
        }

        var isNullLocal = Local(typeof(bool));
        Add(Expression.Assign(isNullLocal, isNull));
        Add(Expression.IfThen(Expression.Not(isNullLocal), assign(result)));
        return new EmittedValue(result, isNullLocal);
    }

    private static Expression? AnyNull(IEnumerable<EmittedValue> operands)
    {
        Expression? any = null;
        foreach (var operand in operands)
        {
            any = (any, operand.IsNull) switch
            {
                (null, var only) => only,
                (_, null) => any,
                var (before, next) => Expression.Or(before, next),
            };
        }

        return any;
    }

    private static EmittedValue Constant(BoundExpression.Literal literal)
    {
        var type = RowReader.ClrType(literal.Type.Kind);
        return literal.Value switch
        {
            null => new EmittedValue(Expression.Default(type), Expression.Constant(true)),
            Int128 number => new EmittedValue(
                Runtime.Call(
                    nameof(Runtime.Decimal),
                    Expression.Constant(Runtime.Low(number)),
                    Expression.Constant(Runtime.High(number))), null),
            long number when type == typeof(int) => new EmittedValue(Expression.Constant((int)number), null),
            var value => new EmittedValue(Expression.Constant(value, type), null),
        };
    }

    private ParameterExpression Chain(IReadOnlyList<BoundExpression> operands, bool wanted, bool needsAll)
    {
        var result = Local(typeof(bool));
        Add(Expression.Assign(result, Truth(operands[0], wanted)));
        var open = operands.Skip(1).ToList();
        AddRest(result, open, 0, wanted, needsAll);
        return result;
    }

    private void AddRest(
        ParameterExpression result, List<BoundExpression> operands, int index, bool wanted, bool needsAll)
    {
        // One level of nesting for each operand would be a deep tree for long lists: a loop of flat tests is not.
        for (; index < operands.Count; index++)
        {
            var operand = operands[index];
            var next = Block(
                () =>
                {
                    Add(Expression.Assign(result, Truth(operand, wanted)));
                    return null;
                },
                typeof(void));
            Add(Expression.IfThen(needsAll ? result : Expression.Not(result), next));
        }
    }

    private EmittedValue Read(BoundExpression.Column column)
    {
        var data = Local(RowReader.ClrType(column.Type.Kind));
        Add(Expression.Assign(data, reader.Value(column.Source)));
        if (!column.Type.IsNullable)
        {
            return new EmittedValue(data, null);
        }

        var isNull = Local(typeof(bool));
        Add(Expression.Assign(isNull, reader.IsNull(column.Source)));
        return new EmittedValue(data, isNull);
    }

    private sealed class BlockState
    {
        public List<Expression> Statements { get; } = [];

        public List<ParameterExpression> Locals { get; } = [];

        public Dictionary<string, EmittedValue> Known { get; } = new(StringComparer.Ordinal);
    }
}
