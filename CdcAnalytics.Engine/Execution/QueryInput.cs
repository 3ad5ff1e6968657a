using CdcAnalytics.Engine.Plans;

namespace CdcAnalytics.Engine.Execution;

/// <summary>Where the changes of one source table enter a query.</summary>
/// <param name="TableIndex">Which of the pipeline's source tables.</param>
/// <param name="Table">The table.</param>
/// <param name="Entry">Takes its delta rows.</param>
/// <param name="Truncate">Takes its TRUNCATE.</param>
internal sealed record QueryInput(int TableIndex, SourceTable Table, RowSink Entry, Action Truncate);
