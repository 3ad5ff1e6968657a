namespace CdcAnalytics.Seeder.Tests.Corpus;

/// <summary>What a corpus file must lead to.</summary>
public enum CorpusExpectation
{
    /// <summary>Exit code 0; every row is in the table.</summary>
    Loaded,

    /// <summary>Exit code 0; every row is in the table or in quarantine, and some are in quarantine.</summary>
    Quarantined,

    /// <summary>Exit code 1 and one line that names the file; no row of it is in.</summary>
    Refused,

    /// <summary>One of the above, or refused at a damaged column after whole row groups before it.</summary>
    Accounted,
}
