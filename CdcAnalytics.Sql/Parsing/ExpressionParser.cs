using System.Runtime.CompilerServices;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Parsing;

/// <summary>
/// Parses expressions, by falling precedence: OR, AND, NOT, IS, comparisons, BETWEEN / IN / LIKE, + -, * / % ||, signs.
/// </summary>
internal static class ExpressionParser
{
    private const string SubqueryProblem = "A subquery inside an expression is not supported.";
    private const string SubqueryHelp =
        "Write it as a join: aggregate first, then JOIN a source table on its primary key.";

    /// <summary>Reads an expression.</summary>
    public static ExpressionSyntax Expression(TokenCursor cursor)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var left = And(cursor);
        while (cursor.TryWords("OR"))
        {
            left = Binary(BinaryOperator.Or, left, And(cursor));
        }

        return left;
    }

    /// <summary>Reads an operand of a comparison: no AND, OR, IN or the like outside parentheses.</summary>
    public static ExpressionSyntax Operand(TokenCursor cursor) => Sum(cursor);

    private static ExpressionSyntax And(TokenCursor cursor)
    {
        var left = Not(cursor);
        while (cursor.TryWords("AND"))
        {
            left = Binary(BinaryOperator.And, left, Not(cursor));
        }

        return left;
    }

    private static ExpressionSyntax Not(TokenCursor cursor)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var start = cursor.Here;
        if (cursor.TryWords("NOT"))
        {
            var operand = Not(cursor);
            return new ExpressionSyntax.Not(operand, cursor.Since(start));
        }

        var tested = Comparison(cursor);
        while (cursor.TryWords("IS"))
        {
            var isNegated = cursor.TryWords("NOT");
            if (cursor.IsWord("DISTINCT"))
            {
                throw cursor.Here.Error(
                    "IS [NOT] DISTINCT FROM is not supported.", "Write a = b OR (a IS NULL AND b IS NULL).");
            }

            var test = cursor.TryWords("NULL") || cursor.TryWords("UNKNOWN") ? TruthTest.Null
                : cursor.TryWords("TRUE") ? TruthTest.True
                : cursor.TryWords("FALSE") ? TruthTest.False
                : throw cursor.Expected("NULL, TRUE, FALSE or UNKNOWN");
            tested = new ExpressionSyntax.Is(tested, test, isNegated, cursor.Since(start));
        }

        return tested;
    }

    private static ExpressionSyntax Comparison(TokenCursor cursor)
    {
        var left = Predicate(cursor);
        while (ComparisonOperator(cursor) is { } comparison)
        {
            cursor.Take();
            if (cursor.IsWord("ALL") || cursor.IsWord("ANY") || cursor.IsWord("SOME"))
            {
                throw cursor.Here.Error(SubqueryProblem, SubqueryHelp);
            }

            left = Binary(comparison, left, Predicate(cursor));
        }

        return left;
    }

    private static BinaryOperator? ComparisonOperator(TokenCursor cursor) =>
        cursor.IsSymbol("=") ? BinaryOperator.Equal
        : cursor.IsSymbol("<>") || cursor.IsSymbol("!=") ? BinaryOperator.NotEqual
        : cursor.IsSymbol("<") ? BinaryOperator.Less
        : cursor.IsSymbol("<=") ? BinaryOperator.LessOrEqual
        : cursor.IsSymbol(">") ? BinaryOperator.Greater
        : cursor.IsSymbol(">=") ? BinaryOperator.GreaterOrEqual
        : null;

    private static ExpressionSyntax Predicate(TokenCursor cursor)
    {
        var start = cursor.Here;
        var operand = Sum(cursor);
        while (true)
        {
            var isNegated = cursor.IsWord("NOT")
                && (cursor.IsWord("BETWEEN", 1) || cursor.IsWord("IN", 1) || cursor.IsWord("LIKE", 1)
                    || cursor.IsWord("SIMILAR", 1));
            if (isNegated)
            {
                cursor.Take();
            }

            if (cursor.TryWords("BETWEEN"))
            {
                if (cursor.IsWord("SYMMETRIC"))
                {
                    throw cursor.Here.Error(
                        "BETWEEN SYMMETRIC is not supported.", "Write BETWEEN LEAST(a, b) AND GREATEST(a, b).");
                }

                cursor.TryWords("ASYMMETRIC");
                var low = Sum(cursor);
                cursor.Word("AND");
                operand = new ExpressionSyntax.Between(operand, low, Sum(cursor), isNegated, cursor.Since(start));
            }
            else if (cursor.TryWords("IN"))
            {
                operand = new ExpressionSyntax.In(operand, InList(cursor), isNegated, cursor.Since(start));
            }
            else if (cursor.TryWords("LIKE"))
            {
                var pattern = Sum(cursor);
                var escape = cursor.TryWords("ESCAPE") ? Sum(cursor) : null;
                operand = new ExpressionSyntax.Like(operand, pattern, escape, isNegated, cursor.Since(start));
            }
            else if (cursor.IsWord("SIMILAR"))
            {
                throw cursor.Here.Error("SIMILAR TO is not supported.", "Write LIKE with % and _.");
            }
            else
            {
                return operand;
            }
        }
    }

    private static List<ExpressionSyntax> InList(TokenCursor cursor)
    {
        cursor.Symbol("(");
        if (cursor.IsWord("SELECT"))
        {
            throw cursor.Here.Error(SubqueryProblem, SubqueryHelp);
        }

        var values = new List<ExpressionSyntax> { Expression(cursor) };
        while (cursor.TrySymbol(","))
        {
            values.Add(Expression(cursor));
        }

        cursor.Symbol(")");
        return values;
    }

    private static ExpressionSyntax Sum(TokenCursor cursor)
    {
        var left = Product(cursor);
        while (true)
        {
            BinaryOperator? operation = cursor.IsSymbol("+") ? BinaryOperator.Add
                : cursor.IsSymbol("-") ? BinaryOperator.Subtract
                : null;
            if (operation is not { } found)
            {
                return left;
            }

            cursor.Take();
            left = Binary(found, left, Product(cursor));
        }
    }

    private static ExpressionSyntax Product(TokenCursor cursor)
    {
        var left = Signed(cursor);
        while (true)
        {
            BinaryOperator? operation = cursor.IsSymbol("*") ? BinaryOperator.Multiply
                : cursor.IsSymbol("/") ? BinaryOperator.Divide
                : cursor.IsSymbol("%") ? BinaryOperator.Modulo
                : cursor.IsSymbol("||") ? BinaryOperator.Concatenate
                : null;
            if (operation is not { } found)
            {
                return left;
            }

            cursor.Take();
            left = Binary(found, left, Signed(cursor));
        }
    }

    private static ExpressionSyntax Signed(TokenCursor cursor)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var start = cursor.Here;
        if (cursor.TrySymbol("-"))
        {
            var operand = Signed(cursor);
            return new ExpressionSyntax.Negate(operand, cursor.Since(start));
        }

        return cursor.TrySymbol("+") ? Signed(cursor) : Primary(cursor);
    }

    private static ExpressionSyntax Primary(TokenCursor cursor)
    {
        var start = cursor.Here;
        if (cursor.IsKind(SqlTokenKind.Number))
        {
            return new ExpressionSyntax.Number(cursor.Take(), start);
        }

        if (cursor.IsKind(SqlTokenKind.Text))
        {
            return new ExpressionSyntax.Text(cursor.Text("a text"), start);
        }

        if (cursor.TrySymbol("("))
        {
            if (cursor.IsWord("SELECT"))
            {
                throw start.Error(SubqueryProblem, SubqueryHelp);
            }

            var inner = Expression(cursor);
            if (cursor.IsSymbol(","))
            {
                throw start.Error("Row values such as (a, b) are not supported.", "Compare the columns one by one.");
            }

            cursor.Symbol(")");
            return inner with { Span = cursor.Since(start) };
        }

        return Keyword(cursor, start)
            ?? (cursor.IsKind(SqlTokenKind.Word) && cursor.IsSymbol("(", 1)
                ? FunctionParser.Function(cursor)
                : Name(cursor));
    }

    private static ExpressionSyntax? Keyword(TokenCursor cursor, SourceSpan start)
    {
        if (cursor.TryWords("NULL"))
        {
            return new ExpressionSyntax.Null(start);
        }

        if (cursor.TryWords("TRUE"))
        {
            return new ExpressionSyntax.Boolean(Value: true, start);
        }

        if (cursor.TryWords("FALSE"))
        {
            return new ExpressionSyntax.Boolean(Value: false, start);
        }

        if (cursor.TryWords("UNKNOWN"))
        {
            throw start.Error("UNKNOWN is not supported as a value.", "Write CAST(NULL AS BOOLEAN).");
        }

        if (cursor.IsWord("INTERVAL"))
        {
            return new ExpressionSyntax.Interval(LiteralParser.Interval(cursor), cursor.Since(start));
        }

        if (cursor.IsKind(SqlTokenKind.Text, 1) && cursor.TryWords("TIMESTAMP"))
        {
            return LiteralParser.Timestamp(cursor, start);
        }

        if (cursor.IsKind(SqlTokenKind.Text, 1) && cursor.TryWords("DATE"))
        {
            return LiteralParser.Date(cursor, start);
        }

        if (cursor.TryWords("CASE"))
        {
            return Case(cursor, start);
        }

        if (cursor.IsWord("EXISTS"))
        {
            throw start.Error("EXISTS is not supported.", SubqueryHelp);
        }

        if (cursor.PeekWord()
            is "CURRENT_TIMESTAMP" or "CURRENT_DATE" or "CURRENT_TIME" or "LOCALTIME" or "LOCALTIMESTAMP")
        {
            throw start.Error(
                $"{cursor.PeekWord()} is not supported: a result that depends on the clock cannot be computed again.",
                "Use a time of the row itself.");
        }

        return null;
    }

    private static ExpressionSyntax.Case Case(TokenCursor cursor, SourceSpan start)
    {
        var operand = cursor.IsWord("WHEN") ? null : Expression(cursor);
        var branches = new List<(ExpressionSyntax, ExpressionSyntax)>();
        while (cursor.TryWords("WHEN"))
        {
            var when = Expression(cursor);
            if (cursor.IsSymbol(","))
            {
                throw cursor.Here.Error(
                    "A WHEN with several values is not supported.", "Write one WHEN for each value.");
            }

            cursor.Word("THEN");
            branches.Add((when, Expression(cursor)));
        }

        if (branches.Count == 0)
        {
            throw cursor.Expected("WHEN");
        }

        var otherwise = cursor.TryWords("ELSE") ? Expression(cursor) : null;
        cursor.Word("END");
        return new ExpressionSyntax.Case(operand, branches, otherwise, cursor.Since(start));
    }

    private static ExpressionSyntax.Name Name(TokenCursor cursor)
    {
        var start = cursor.Here;
        var parts = new List<Identifier> { cursor.Name("an expression") };
        while (cursor.TrySymbol("."))
        {
            parts.Add(cursor.Name("a column name"));
        }

        return new ExpressionSyntax.Name(parts, cursor.Since(start));
    }

    private static ExpressionSyntax.Binary Binary(
        BinaryOperator operation, ExpressionSyntax left, ExpressionSyntax right) =>
        new(operation, left, right, left.Span.To(right.Span));
}
