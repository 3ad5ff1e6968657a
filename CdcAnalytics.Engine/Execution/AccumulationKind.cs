namespace CdcAnalytics.Engine.Execution;

/// <summary>How a row changes one accumulator of its group.</summary>
internal enum AccumulationKind
{
    /// <summary>Counts the rows whose argument is not NULL, in one word.</summary>
    CountValues,

    /// <summary>Adds an integer to a sum of two words.</summary>
    SumInteger,

    /// <summary>Adds a decimal that can never make two words overflow.</summary>
    SumDecimal,

    /// <summary>
    /// Adds a decimal of many digits to a sum of three words, so that no overflow on the way is lost.
    /// </summary>
    SumWideDecimal,
}
