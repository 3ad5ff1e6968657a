using CdcAnalytics.Sql.Binding;

namespace CdcAnalytics.Sql.Planning;

/// <summary>One column of a SELECT list, bound.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it is; a stand-in when it is a row number.</param>
/// <param name="Rank">What the row number is of; null for all other columns.</param>
internal sealed record SelectedItem(string Name, BoundExpression Value, RankRequest? Rank);
