using CdcAnalytics.Engine.Plans;

namespace CdcAnalytics.Sql.Scripts;

/// <summary>An INSERT INTO, with its query's text.</summary>
/// <param name="Result">The table it fills.</param>
/// <param name="Columns">Positions in the result table of the query's columns, in the query's order.</param>
/// <param name="Query">The query's text.</param>
/// <param name="SelectsAllOfWindow">Whether <c>SELECT *</c> stands over a TUMBLE.</param>
public sealed record ScriptQuery(
    ResultTable Result, IReadOnlyList<int> Columns, IReadOnlyList<ScriptPart> Query, bool SelectsAllOfWindow);
