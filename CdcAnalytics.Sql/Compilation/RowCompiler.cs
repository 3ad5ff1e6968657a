using System.Linq.Expressions;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Binding;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>Compiles bound expressions to delegates over the words and texts of rows.</summary>
internal static class RowCompiler
{
    private static readonly ParameterExpression Words = Expression.Parameter(typeof(long[]), "words");
    private static readonly ParameterExpression WordOffset = Expression.Parameter(typeof(int), "wordOffset");
    private static readonly ParameterExpression Texts = Expression.Parameter(typeof(string[]), "texts");
    private static readonly ParameterExpression TextOffset = Expression.Parameter(typeof(int), "textOffset");
    private static readonly ParameterExpression OutputWords = Expression.Parameter(typeof(long[]), "outputWords");
    private static readonly ParameterExpression OutputWordOffset = Expression.Parameter(
        typeof(int), "outputWordOffset");
    private static readonly ParameterExpression OutputTexts = Expression.Parameter(typeof(string[]), "outputTexts");
    private static readonly ParameterExpression OutputTextOffset = Expression.Parameter(
        typeof(int), "outputTextOffset");

    /// <summary>A condition.</summary>
    public static RowPredicate Predicate(BoundExpression condition, RowLayout layout)
    {
        var emitter = new Emitter(new RowReader(layout, Words, WordOffset, Texts, TextOffset));
        var body = emitter.Block(() => emitter.Truth(condition, wanted: true), typeof(bool));
        return Expression.Lambda<RowPredicate>(body, Words, WordOffset, Texts, TextOffset).Compile();
    }

    /// <summary>The values of an output row.</summary>
    public static RowProjection Projection(IReadOnlyList<BoundExpression> values, RowLayout layout, RowType output) =>
        ProjectionLambda(values, layout, output).Compile();

    /// <summary>The value of an operation on constants; null for NULL.</summary>
    /// <exception cref="RowEvaluationException">It has none.</exception>
    public static object? Evaluate(BoundExpression constant)
    {
        var output = new RowType([new Column("value", constant.Type with { IsNullable = true })]);
        var lambda = ProjectionLambda([constant], new RowLayout(new RowType([]), []), output);
        var rows = new RowBuffer(output);
        rows.AddRow();
        lambda.Compile(preferInterpretation: true)([], 0, [], 0, rows.Words, 0, rows.Texts, 0);
        return rows.IsNull(0, 0) ? null : constant.Type.Kind switch
        {
            ValueKind.Text => rows.GetText(0, 0),
            ValueKind.Decimal => rows.GetDecimal(0, 0),
            ValueKind.Boolean => rows.GetWord(0, 0) != 0,
            ValueKind.Double => BitConverter.Int64BitsToDouble(rows.GetWord(0, 0)),
            _ => rows.GetWord(0, 0),
        };
    }

    private static Expression<RowProjection> ProjectionLambda(
        IReadOnlyList<BoundExpression> values, RowLayout layout, RowType output)
    {
        var emitter = new Emitter(new RowReader(layout, Words, WordOffset, Texts, TextOffset));
        var body = emitter.Block(
            () =>
            {
                var nulls = new Expression?[output.NullWordCount];
                for (var column = 0; column < values.Count; column++)
                {
                    Store(emitter, emitter.Emit(values[column]), output, column, nulls);
                }

                for (var word = 0; word < nulls.Length; word++)
                {
                    if (nulls[word] is { } bits)
                    {
                        emitter.Add(Expression.Assign(Word(word), bits));
                    }
                }

                return null;
            },
            typeof(void));
        return Expression.Lambda<RowProjection>(
            body, Words, WordOffset, Texts, TextOffset, OutputWords, OutputWordOffset, OutputTexts, OutputTextOffset);
    }

    private static void Store(Emitter emitter, EmittedValue value, RowType output, int column, Expression?[] nulls)
    {
        var offset = output.OffsetOf(column);
        var kind = output.Columns[column].Type.Kind;
        var stores = new List<Expression>();
        switch (kind)
        {
            case ValueKind.Text:
                stores.Add(Expression.Assign(
                    Expression.ArrayAccess(
                        OutputTexts, Expression.Add(OutputTextOffset, Expression.Constant(offset))), value.Data));
                break;
            case ValueKind.Decimal:
                stores.Add(Expression.Assign(Word(offset), Runtime.Call(nameof(Runtime.Low), value.Data)));
                stores.Add(Expression.Assign(Word(offset + 1), Runtime.Call(nameof(Runtime.High), value.Data)));
                break;
            case ValueKind.Boolean:
                stores.Add(Expression.Assign(
                    Word(offset), Expression.Condition(value.Data, Expression.Constant(1L), Expression.Constant(0L))));
                break;
            case ValueKind.Double:
                stores.Add(Expression.Assign(
                    Word(offset), Expression.Call(typeof(DoubleMath), nameof(DoubleMath.ToWord), null, value.Data)));
                break;
            default:
                stores.Add(Expression.Assign(Word(offset), Expression.Convert(value.Data, typeof(long))));
                break;
        }

        if (value.IsNull is not { } isNull)
        {
            stores.ForEach(emitter.Add);
            return;
        }

        // A NULL's words stay zero, so that equal rows have equal words.
        emitter.Add(Expression.IfThen(Expression.Not(isNull), Expression.Block(stores)));
        var bit = Expression.Condition(isNull, Expression.Constant(1L << (column & 63)), Expression.Constant(0L));
        ref var bits = ref nulls[column >> 6];
        bits = bits is null ? bit : Expression.Or(bits, bit);
    }

    private static IndexExpression Word(int offset) =>
        Expression.ArrayAccess(OutputWords, Expression.Add(OutputWordOffset, Expression.Constant(offset)));
}
