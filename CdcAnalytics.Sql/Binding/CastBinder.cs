using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Binding;

/// <summary>Binds CAST and TRY_CAST.</summary>
internal static class CastBinder
{
    /// <summary>Binds a cast of an operand.</summary>
    public static BoundExpression Bind(BoundExpression operand, ExpressionSyntax.Cast cast)
    {
        var type = cast.Type.Type;
        if (cast.Type.HasLength)
        {
            throw cast.Type.Span.Error(
                "A cast to a text of limited length is not supported.", "Write SUBSTRING(CAST(x AS STRING), 1, n).");
        }

        if (!type.IsNullable)
        {
            throw cast.Type.Span.Error("A cast cannot say NOT NULL.", "Write COALESCE(x, …) or WHERE x IS NOT NULL.");
        }

        if (Expressions.IsUntyped(operand))
        {
            return Expressions.Null(type, cast.Span);
        }

        if (operand.Type.IsSameAs(type))
        {
            return operand;
        }

        if (!IsSupported(operand.Type, type))
        {
            throw cast.Span.Error($"{operand.Type.Name()} cannot be cast to {type.Name()}.", Help(operand.Type, type));
        }

        return cast.IsTry && !TypeRules.IsLossless(operand.Type, type)
            ? Expressions.Call(Operation.TryCast, [operand], type with { IsNullable = true }, cast.Span)
            : Expressions.Strict(Operation.Cast, [operand], type, cast.Span);
    }

    private static bool IsSupported(ColumnType from, ColumnType to) => (from.Kind, to.Kind) switch
    {
        (ValueKind.Double, ValueKind.Text) => false,
        (_, ValueKind.Text) or (ValueKind.Text, _) => true,
        _ => (from.IsNumeric() && to.IsNumeric()) || (from.IsTime() && to.IsTime()),
    };

    private static string? Help(ColumnType from, ColumnType to) => (from.Kind, to.Kind) switch
    {
        (ValueKind.Double, ValueKind.Text) => "Cast it to DECIMAL(p, s) first, so that its digits are decided.",
        (ValueKind.Boolean, _) => "Write CASE WHEN x THEN 1 ELSE 0 END.",
        (_, ValueKind.Boolean) => "Write x <> 0.",
        _ => "Write TIMESTAMPDIFF or EXTRACT for the number meant.",
    };
}
