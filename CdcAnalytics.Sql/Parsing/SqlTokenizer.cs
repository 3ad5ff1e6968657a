using CdcAnalytics.Sql.Syntax;
using Superpower;
using Superpower.Model;
using Superpower.Parsers;
using Superpower.Tokenizers;

namespace CdcAnalytics.Sql.Parsing;

/// <summary>Cuts SQL text into tokens; white space and comments are left out.</summary>
internal static class SqlTokenizer
{
    private static readonly Tokenizer<SqlTokenKind> Tokenizer = new TokenizerBuilder<SqlTokenKind>()
        .Ignore(Span.WhiteSpace)
        .Ignore(Comment.SqlStyle)
        .Ignore(Comment.CStyle)
        .Match(Superpower.Parsers.Identifier.CStyle, SqlTokenKind.Word)
        .Match<TextSpan>(input => Quoted(input, '`'), SqlTokenKind.QuotedName)
        .Match<TextSpan>(input => Quoted(input, '\''), SqlTokenKind.Text)
        .Match<TextSpan>(Number, SqlTokenKind.Number)
        .Match(Span.EqualTo("<>"), SqlTokenKind.Symbol)
        .Match(Span.EqualTo("!="), SqlTokenKind.Symbol)
        .Match(Span.EqualTo("<="), SqlTokenKind.Symbol)
        .Match(Span.EqualTo(">="), SqlTokenKind.Symbol)
        .Match(Span.EqualTo("||"), SqlTokenKind.Symbol)
        .Match(Span.EqualTo("=>"), SqlTokenKind.Symbol)
        .Match(
            Character.In('+', '-', '*', '/', '%', '(', ')', ',', '.', ';', '=', '<', '>', '[', ']'),
            SqlTokenKind.Symbol)
        .Build();

    /// <summary>The tokens of a file.</summary>
    /// <exception cref="SqlException">A character begins no token.</exception>
    public static IReadOnlyList<Token<SqlTokenKind>> Tokenize(SqlFile file)
    {
        var result = Tokenizer.TryTokenize(file.Text);
        if (result.HasValue)
        {
            return [.. result.Value];
        }

        var at = result.ErrorPosition.HasValue ? result.ErrorPosition.Absolute : file.Text.Length;
        // A literal or comment that never ends fails at the end of the text: point at where it begins instead.
        at = Math.Min(at, result.Remainder.Position.HasValue ? result.Remainder.Position.Absolute : at);
        throw Refuse(file, at);
    }

    private static SqlException Refuse(SqlFile file, int at)
    {
        var span = new SourceSpan(file, at, Math.Min(at + 1, file.Text.Length));
        var rest = file.Text.AsSpan(Math.Min(at, file.Text.Length));
        return rest switch
        {
            ['\'', ..] => span.Error("The text literal is not closed.", "End it with '; a quote inside is written ''."),
            ['`', ..] => span.Error("The quoted name is not closed or is empty.", "End it with a backtick."),
            ['/', '*', ..] => span.Error("The comment is not closed.", "End it with */."),
            ['"', ..] => span.Error(
                "Double quotes mean nothing in Flink SQL.", "Write names in backticks and texts in single quotes."),
            [] => span.Error("The file ends inside a literal or comment."),
            _ => span.Error($"The character '{rest[0]}' has no meaning here."),
        };
    }

    /// <summary>A run between two equal delimiters, in which the delimiter is written twice.</summary>
    private static Result<TextSpan> Quoted(TextSpan input, char delimiter)
    {
        var text = input.ToStringValue();
        if (text.Length == 0 || text[0] != delimiter)
        {
            return Result.Empty<TextSpan>(input);
        }

        for (var index = 1; index < text.Length; index++)
        {
            if (text[index] != delimiter)
            {
                continue;
            }

            if (index + 1 < text.Length && text[index + 1] == delimiter)
            {
                index++;
                continue;
            }

            var length = index + 1;
            return delimiter == '`' && length == 2
                ? Result.Empty<TextSpan>(input)
                : Result.Value(input.First(length), input, input.Skip(length));
        }

        return Result.Empty<TextSpan>(input);
    }

    /// <summary><c>12</c>, <c>1.50</c>, <c>.5</c>, <c>1e-3</c>.</summary>
    private static Result<TextSpan> Number(TextSpan input)
    {
        var text = input.ToStringValue();
        var index = Digits(text, 0);
        var digits = index;
        if (index < text.Length && text[index] == '.')
        {
            var end = Digits(text, index + 1);
            digits += end - index - 1;
            index = digits > 0 ? end : index;
        }

        if (digits == 0)
        {
            return Result.Empty<TextSpan>(input);
        }

        if (index < text.Length && text[index] is 'e' or 'E')
        {
            var exponent = index + 1;
            exponent += exponent < text.Length && text[exponent] is '+' or '-' ? 1 : 0;
            var end = Digits(text, exponent);
            index = end > exponent ? end : index;
        }

        return Result.Value(input.First(index), input, input.Skip(index));
    }

    private static int Digits(string text, int index)
    {
        while (index < text.Length && char.IsAsciiDigit(text[index]))
        {
            index++;
        }

        return index;
    }
}
