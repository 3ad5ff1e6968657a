namespace CdcAnalytics.Postgres.Preflight;

/// <summary>A column as the server's catalog has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeId">The object id of its type.</param>
/// <param name="TypeName">Its type in SQL, with modifiers.</param>
/// <param name="TypeModifier">The modifier of its type or domain; null when it has none.</param>
/// <param name="IsNotNull">Whether it refuses NULL.</param>
/// <param name="IsOrderedByBytes">Whether its natural order is that of its bytes: no text, or of collation C.</param>
/// <param name="IsEnum">Whether it is an enum, whose order is not that of its labels.</param>
internal sealed record CatalogColumn(
    string Name, uint TypeId, string TypeName, int? TypeModifier, bool IsNotNull, bool IsOrderedByBytes, bool IsEnum);
