namespace CdcAnalytics.Sql.Syntax;

/// <summary>An expression as written.</summary>
internal abstract record ExpressionSyntax(SourceSpan Span)
{
    /// <summary>A column, perhaps with its table: <c>a</c> or <c>t.a</c>.</summary>
    public sealed record Name(IReadOnlyList<Identifier> Parts, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>A number as written: <c>12</c>, <c>1.50</c>, <c>1e-3</c>.</summary>
    public sealed record Number(string Digits, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>A text in quotes.</summary>
    public sealed record Text(string Value, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>TRUE or FALSE.</summary>
    public sealed record Boolean(bool Value, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>NULL.</summary>
    public sealed record Null(SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>TIMESTAMP '2024-01-01 00:00:00'.</summary>
    public sealed record Timestamp(long Microseconds, int Precision, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>DATE '2024-01-01', in days since 1970-01-01.</summary>
    public sealed record Date(long Days, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>INTERVAL '1' HOUR.</summary>
    public sealed record Interval(IntervalSyntax Value, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>NOT a.</summary>
    public sealed record Not(ExpressionSyntax Operand, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>-a.</summary>
    public sealed record Negate(ExpressionSyntax Operand, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>a + b and the like.</summary>
    public sealed record Binary(
        BinaryOperator Operator,
        ExpressionSyntax Left,
        ExpressionSyntax Right,
        SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>a IS [NOT] NULL and the like.</summary>
    public sealed record Is(ExpressionSyntax Operand, TruthTest Test, bool IsNegated, SourceSpan Span)
        : ExpressionSyntax(Span);

    /// <summary>a [NOT] BETWEEN b AND c.</summary>
    public sealed record Between(
        ExpressionSyntax Operand, ExpressionSyntax Low, ExpressionSyntax High, bool IsNegated, SourceSpan Span)
        : ExpressionSyntax(Span);

    /// <summary>a [NOT] IN (b, c).</summary>
    public sealed record In(
        ExpressionSyntax Operand, IReadOnlyList<ExpressionSyntax> Values, bool IsNegated, SourceSpan Span)
        : ExpressionSyntax(Span);

    /// <summary>a [NOT] LIKE 'pattern' [ESCAPE 'c'].</summary>
    public sealed record Like(
        ExpressionSyntax Operand, ExpressionSyntax Pattern, ExpressionSyntax? Escape, bool IsNegated, SourceSpan Span)
        : ExpressionSyntax(Span);

    /// <summary>CASE [a] WHEN b THEN c … [ELSE d] END.</summary>
    public sealed record Case(
        ExpressionSyntax? Operand,
        IReadOnlyList<(ExpressionSyntax When, ExpressionSyntax Then)> Branches,
        ExpressionSyntax? Else,
        SourceSpan Span)
        : ExpressionSyntax(Span);

    /// <summary>CAST(a AS type) or TRY_CAST(a AS type).</summary>
    public sealed record Cast(ExpressionSyntax Operand, TypeSyntax Type, bool IsTry, SourceSpan Span)
        : ExpressionSyntax(Span);

    /// <summary>FLOOR(a TO unit) or CEIL(a TO unit).</summary>
    public sealed record RoundTime(ExpressionSyntax Operand, TimeUnit Unit, bool IsCeiling, SourceSpan Span)
        : ExpressionSyntax(Span);

    /// <summary>EXTRACT(unit FROM a), also written YEAR(a) and the like.</summary>
    public sealed record Extract(TimeUnit Unit, ExpressionSyntax Operand, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>TIMESTAMPDIFF(unit, from, to).</summary>
    public sealed record TimestampDifference(
        TimeUnit Unit, ExpressionSyntax From, ExpressionSyntax To, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>TIMESTAMPADD(unit, count, a).</summary>
    public sealed record TimestampAdd(
        TimeUnit Unit, ExpressionSyntax Count, ExpressionSyntax Operand, SourceSpan Span) : ExpressionSyntax(Span);

    /// <summary>A function's or aggregate's call.</summary>
    /// <param name="Function">The function's name, in capitals.</param>
    /// <param name="Arguments">The arguments; none for COUNT(*).</param>
    /// <param name="IsStar">Whether it is COUNT(*).</param>
    /// <param name="IsDistinct">Whether DISTINCT was said.</param>
    /// <param name="Filter">The condition of FILTER (WHERE …), or null.</param>
    /// <param name="Span">Where it is written.</param>
    public sealed record Call(
        string Function,
        IReadOnlyList<ExpressionSyntax> Arguments,
        bool IsStar,
        bool IsDistinct,
        ExpressionSyntax? Filter,
        SourceSpan Span)
        : ExpressionSyntax(Span);

    /// <summary>ROW_NUMBER() OVER (PARTITION BY … ORDER BY …).</summary>
    public sealed record RowNumber(
        IReadOnlyList<ExpressionSyntax> Partition, IReadOnlyList<OrderSyntax> Order, SourceSpan Span)
        : ExpressionSyntax(Span);
}
