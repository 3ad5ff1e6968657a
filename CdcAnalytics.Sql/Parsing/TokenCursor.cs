using System.Globalization;
using CdcAnalytics.Sql.Syntax;
using Superpower.Model;

namespace CdcAnalytics.Sql.Parsing;

/// <summary>
/// Where the parser stands among a file's tokens. The grammar above it is recursive descent, not combinators, because
/// each construct that is refused has a sentence of its own.
/// </summary>
internal sealed class TokenCursor
{
    private readonly IReadOnlyList<Token<SqlTokenKind>> _tokens;
    private int _index;

    /// <summary>Stands before the file's first token.</summary>
    public TokenCursor(SqlFile file)
    {
        File = file;
        _tokens = SqlTokenizer.Tokenize(file);
    }

    /// <summary>The file.</summary>
    public SqlFile File { get; }

    /// <summary>Whether no token is left.</summary>
    public bool IsAtEnd => _index >= _tokens.Count;

    /// <summary>Whether one token is left.</summary>
    public bool IsLast => _index == _tokens.Count - 1;

    /// <summary>All tokens' texts, one space between: what of a file has a meaning.</summary>
    public string NormalizedText() => string.Join(' ', _tokens.Select(token => token.ToStringValue()));

    /// <summary>The token ahead, or the place after the last.</summary>
    public SourceSpan Here => SpanOf(_index);

    /// <summary>The stretch from an earlier place to the last token read.</summary>
    public SourceSpan Since(SourceSpan start) => _index == 0 ? start : start.To(SpanOf(_index - 1));

    /// <summary>An error at the token ahead: what was expected, and what is there.</summary>
    public SqlException Expected(string what, string? help = null) =>
        Here.Error($"Expected {what} but found {Describe()}.", help);

    /// <summary>Whether the token ahead (or one further on) is that keyword.</summary>
    public bool IsWord(string word, int ahead = 0) =>
        _index + ahead < _tokens.Count
        && _tokens[_index + ahead].Kind == SqlTokenKind.Word
        && _tokens[_index + ahead].Span.EqualsValueIgnoreCase(word);

    /// <summary>Whether the token ahead (or one further on) is that symbol.</summary>
    public bool IsSymbol(string symbol, int ahead = 0) =>
        _index + ahead < _tokens.Count
        && _tokens[_index + ahead].Kind == SqlTokenKind.Symbol
        && _tokens[_index + ahead].Span.EqualsValue(symbol);

    /// <summary>Whether the token ahead (or one further on) is of that kind.</summary>
    public bool IsKind(SqlTokenKind kind, int ahead = 0) =>
        _index + ahead < _tokens.Count && _tokens[_index + ahead].Kind == kind;

    /// <summary>The token ahead as a keyword in capitals, or null when it is no word.</summary>
    public string? PeekWord() =>
        IsKind(SqlTokenKind.Word) ? _tokens[_index].ToStringValue().ToUpperInvariant() : null;

    /// <summary>Reads the keywords if they are all ahead, in that order.</summary>
    public bool TryWords(params ReadOnlySpan<string> words)
    {
        for (var ahead = 0; ahead < words.Length; ahead++)
        {
            if (!IsWord(words[ahead], ahead))
            {
                return false;
            }
        }

        _index += words.Length;
        return true;
    }

    /// <summary>Reads the symbol if it is ahead.</summary>
    public bool TrySymbol(string symbol)
    {
        if (!IsSymbol(symbol))
        {
            return false;
        }

        _index++;
        return true;
    }

    /// <summary>Reads the keyword.</summary>
    public void Word(string word)
    {
        if (!TryWords(word))
        {
            throw Expected(word);
        }
    }

    /// <summary>Reads the symbol.</summary>
    public void Symbol(string symbol)
    {
        if (!TrySymbol(symbol))
        {
            throw Expected($"'{symbol}'");
        }
    }

    /// <summary>Reads a number's digits as written.</summary>
    public string Number(string what) => IsKind(SqlTokenKind.Number) ? Take() : throw Expected(what);

    /// <summary>Reads a whole number of at most a limit.</summary>
    public int WholeNumber(string what, int maximum)
    {
        var span = Here;
        var digits = Number(what);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= maximum
            ? number
            : throw span.Error($"{digits} is not {what}.");
    }

    /// <summary>Reads a text literal's value.</summary>
    public string Text(string what) =>
        IsKind(SqlTokenKind.Text)
            ? Take()[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : throw Expected(what);

    /// <summary>Reads any token.</summary>
    public string Take() => _tokens[_index++].ToStringValue();

    /// <summary>Reads a name.</summary>
    public Identifier Name(string what)
    {
        var span = Here;
        if (IsKind(SqlTokenKind.QuotedName))
        {
            return new Identifier(Take()[1..^1].Replace("``", "`", StringComparison.Ordinal), span);
        }

        if (!IsKind(SqlTokenKind.Word))
        {
            throw Expected(what);
        }

        var name = _tokens[_index].ToStringValue();
        if (ReservedWords.Contains(name))
        {
            throw Expected(
                what, $"{name.ToUpperInvariant()} is a reserved word of Flink SQL; as a name it is written `{name}`.");
        }

        _index++;
        return new Identifier(name, span);
    }

    /// <summary>Whether the token ahead can be a name.</summary>
    public bool IsName() =>
        IsKind(SqlTokenKind.QuotedName)
        || (IsKind(SqlTokenKind.Word) && !ReservedWords.Contains(_tokens[_index].ToStringValue()));

    /// <summary>Goes on after the next semicolon, to look for errors in the statements behind a bad one.</summary>
    public void SkipStatement()
    {
        while (!IsAtEnd && !TrySymbol(";"))
        {
            _index++;
        }
    }

    private SourceSpan SpanOf(int index)
    {
        if (index >= _tokens.Count)
        {
            var end = File.Text.AsSpan().TrimEnd().Length;
            return new SourceSpan(File, end, end);
        }

        var span = _tokens[index].Span;
        return new SourceSpan(File, span.Position.Absolute, span.Position.Absolute + span.Length);
    }

    private string Describe() => IsAtEnd ? "the end of the file" : $"'{_tokens[_index].ToStringValue()}'";
}
