using CdcAnalytics.Engine.Plans;

namespace CdcAnalytics.Sql.Scripts;

/// <summary>Queries that read alike: all with windows, or all without.</summary>
/// <param name="Sources">The source tables they read, with only the columns that they read.</param>
/// <param name="Views">The views they read, in the order declared.</param>
/// <param name="Queries">The queries, in the order written.</param>
public sealed record ScriptGroup(
    IReadOnlyList<SourceTable> Sources, IReadOnlyList<ScriptView> Views, IReadOnlyList<ScriptQuery> Queries);
