using System.Collections.Immutable;

namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>The newest rows of a table that may hold very many.</summary>
/// <param name="Rows">Newest first.</param>
/// <param name="HasMore">Whether the table holds more than these.</param>
/// <typeparam name="T">What a row is.</typeparam>
public sealed record BoundedRows<T>(ImmutableArray<T> Rows, bool HasMore);
