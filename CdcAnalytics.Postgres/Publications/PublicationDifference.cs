namespace CdcAnalytics.Postgres.Publications;

/// <summary>What keeps a publication from being exactly the captured tables.</summary>
/// <param name="Description">The end of a sentence about it.</param>
/// <param name="LosesChanges">Whether changes of the captured tables are left out because of it.</param>
internal sealed record PublicationDifference(string Description, bool LosesChanges);
