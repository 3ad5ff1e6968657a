namespace CdcAnalytics.Seeder.Schema;

/// <summary>A column of a source table, as Postgres spells its type.</summary>
/// <param name="Name">Lower-case name.</param>
/// <param name="SqlType">The type as <c>format_type</c> prints it.</param>
/// <param name="IsNotNull">Whether the column refuses NULL.</param>
public sealed record SourceColumn(string Name, string SqlType, bool IsNotNull);
