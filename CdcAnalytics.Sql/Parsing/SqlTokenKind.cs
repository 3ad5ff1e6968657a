namespace CdcAnalytics.Sql.Parsing;

/// <summary>The kinds of words SQL text is made of.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword or a name without backticks.</summary>
    Word,

    /// <summary>A name in backticks.</summary>
    QuotedName,

    /// <summary>A text in single quotes.</summary>
    Text,

    /// <summary>A number without a sign.</summary>
    Number,

    /// <summary>Punctuation or an operator.</summary>
    Symbol,
}
