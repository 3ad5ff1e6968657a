namespace CdcAnalytics.Sql.Syntax;

/// <summary>What IS asks for.</summary>
internal enum TruthTest
{
    /// <summary>IS NULL; IS UNKNOWN says the same of a condition.</summary>
    Null,

    /// <summary>IS TRUE.</summary>
    True,

    /// <summary>IS FALSE.</summary>
    False,
}
