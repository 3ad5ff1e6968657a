namespace CdcAnalytics.Engine.Plans;

/// <summary>One INSERT INTO: a query and the table its rows fill.</summary>
/// <param name="Root">The query; its output columns are the result table's, in order.</param>
/// <param name="Result">Where the rows go. It names the query in the ledger and in messages.</param>
public sealed record QueryPlan(PlanNode Root, ResultTable Result);
