namespace CdcAnalytics.Seeder.Trips;

/// <summary>What a trip column holds, and so how a file's value is turned into it.</summary>
public enum TripColumnKind
{
    /// <summary>A whole number of 32 bits.</summary>
    WholeNumber,

    /// <summary>Wall clock without a zone, to the microsecond.</summary>
    Timestamp,

    /// <summary>A finite floating-point number.</summary>
    Number,

    /// <summary>Dollars and cents, at most 99,999,999.99 either way.</summary>
    Money,

    /// <summary>Text.</summary>
    Text,
}
