using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Postgres.Preflight;

namespace CdcAnalytics.Postgres;

/// <summary>A table of the pipeline together with what the server's catalog says of it.</summary>
/// <param name="Plan">What the pipeline declares.</param>
/// <param name="Catalog">What the server has.</param>
internal sealed record CapturedTable(SourceTable Plan, CatalogTable Catalog)
{
    /// <summary>
    /// The table in FROM, LOCK and publications, without tables that inherit from it; a partitioned one with its
    /// partitions.
    /// </summary>
    public string Clause =>
        (Catalog.IsPartitioned ? string.Empty : "ONLY ") + SqlText.Qualified(Plan.SchemaName, Plan.Name);
}
