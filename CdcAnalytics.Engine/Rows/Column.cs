namespace CdcAnalytics.Engine.Rows;

/// <summary>A named, typed column.</summary>
/// <param name="Name">The name as SQL spells it; compared exactly.</param>
/// <param name="Type">What it holds.</param>
public sealed record Column(string Name, ColumnType Type);
