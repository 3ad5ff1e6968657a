namespace CdcAnalytics.Postgres.Replication.Messages;

/// <summary>A column as a <see cref="RelationMessage"/> declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsKey">Whether it is part of the replica identity.</param>
/// <param name="TypeId">The object id of its type.</param>
/// <param name="TypeModifier">The type's modifier; -1 on the wire when it has none.</param>
internal sealed record RelationColumn(string Name, bool IsKey, uint TypeId, int TypeModifier);
