using System.Linq.Expressions;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Binding;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>Emits the reading of columns out of a row's words and texts.</summary>
internal sealed class RowReader(
    RowLayout layout,
    ParameterExpression words,
    ParameterExpression wordOffset,
    ParameterExpression texts,
    ParameterExpression textOffset)
{
    /// <summary>The runtime's type that holds a kind of values in compiled code.</summary>
    public static Type ClrType(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => typeof(bool),
        ValueKind.Int32 => typeof(int),
        ValueKind.Double => typeof(double),
        ValueKind.Decimal => typeof(Int128),
        ValueKind.Text => typeof(string),
        _ => typeof(long),
    };

    /// <summary>Whether a column is NULL.</summary>
    public Expression IsNull(PlanColumn column)
    {
        var position = layout.PositionOf(column);
        return Expression.NotEqual(
            Expression.And(Word(position >> 6), Expression.Constant(1L << (position & 63))), Expression.Constant(0L));
    }

    /// <summary>A column's value.</summary>
    public Expression Value(PlanColumn column)
    {
        var offset = layout.Type.OffsetOf(layout.PositionOf(column));
        return column.Type.Kind switch
        {
            ValueKind.Text => Expression.ArrayAccess(texts, Expression.Add(textOffset, Expression.Constant(offset))),
            ValueKind.Decimal => Runtime.Call(nameof(Runtime.Decimal), Word(offset), Word(offset + 1)),
            ValueKind.Boolean => Expression.NotEqual(Word(offset), Expression.Constant(0L)),
            ValueKind.Double => Expression.Call(
                typeof(BitConverter), nameof(BitConverter.Int64BitsToDouble), null, Word(offset)),
            ValueKind.Int32 => Expression.Convert(Word(offset), typeof(int)),
            _ => Word(offset),
        };
    }

    private IndexExpression Word(int offset) =>
        Expression.ArrayAccess(words, Expression.Add(wordOffset, Expression.Constant(offset)));
}
