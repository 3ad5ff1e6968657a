using System.Collections.Immutable;

namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>Rows that belong to one event hour.</summary>
/// <param name="Hour">Start of the hour, New York wall clock; null while no hour has any trip.</param>
/// <param name="Rows">The rows.</param>
/// <typeparam name="T">What a row is.</typeparam>
public sealed record HourRows<T>(DateTime? Hour, ImmutableArray<T> Rows);
