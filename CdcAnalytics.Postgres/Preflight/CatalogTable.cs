namespace CdcAnalytics.Postgres.Preflight;

/// <summary>A table as the server's catalog has it.</summary>
/// <param name="TableId">Its object id.</param>
/// <param name="Kind">
/// <c>r</c> table, <c>p</c> partitioned, <c>f</c> foreign, <c>v</c> view, <c>m</c> materialized view.
/// </param>
/// <param name="Persistence"><c>p</c> permanent, <c>u</c> unlogged, <c>t</c> temporary.</param>
/// <param name="ReplicaIdentity"><c>f</c> is FULL.</param>
/// <param name="MaySelect">Whether the role may read it.</param>
/// <param name="IsOwned">Whether the role owns it, by itself or as a member.</param>
/// <param name="Owner">Who owns it.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="PrimaryKey">Names of its primary key's columns, in key order; empty when it has none.</param>
/// <param name="PartitionsWithoutFullIdentity">Leaf partitions whose replica identity is not FULL, quoted.</param>
internal sealed record CatalogTable(
    uint TableId,
    char Kind,
    char Persistence,
    char ReplicaIdentity,
    bool MaySelect,
    bool IsOwned,
    string Owner,
    IReadOnlyList<CatalogColumn> Columns,
    IReadOnlyList<string> PrimaryKey,
    IReadOnlyList<string> PartitionsWithoutFullIdentity)
{
    /// <summary>Whether it is partitioned: its rows lie in its partitions.</summary>
    public bool IsPartitioned => Kind == 'p';

    /// <summary>The column of that name; null when there is none.</summary>
    public CatalogColumn? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);
}
