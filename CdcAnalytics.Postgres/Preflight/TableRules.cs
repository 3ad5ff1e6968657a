using CdcAnalytics.Engine.Plans;

namespace CdcAnalytics.Postgres.Preflight;

/// <summary>Judges one captured table.</summary>
internal static class TableRules
{
    /// <summary>Everything about the table that stands in the way, its columns aside.</summary>
    public static IEnumerable<PreflightFinding> Judge(SourceTable table, CatalogTable? found, string roleName)
    {
        var name = $"{table.SchemaName}.{table.Name}";
        if (found is null)
        {
            return
            [
                Error(name, $"Table {name} does not exist.", $"create it (the seeder does: CREATE TABLE {name} …)"),
            ];
        }

        return found.Kind is 'r' or 'p'
            ? JudgeTable(table, found, roleName, name)
            :
            [
                Error(
                    name,
                    $"{name} is a {KindName(found.Kind)}; only tables have a log of changes.",
                    "capture the tables it is made of"),
            ];
    }

    private static IEnumerable<PreflightFinding> JudgeTable(
        SourceTable table, CatalogTable found, string roleName, string name)
    {
        var quoted = SqlText.Qualified(table.SchemaName, table.Name);
        var role = SqlText.Identifier(roleName);
        if (found.Persistence != 'p')
        {
            yield return Error(
                name,
                $"Table {name} is {(found.Persistence == 'u' ? "unlogged" : "temporary")}: its changes are in no log.",
                $"ALTER TABLE {quoted} SET LOGGED");
        }

        if (!found.MaySelect)
        {
            yield return Error(
                name, $"Role {roleName} may not read table {name}.", $"GRANT SELECT ON {quoted} TO {role}");
        }

        if (!found.IsOwned)
        {
            yield return Error(
                name,
                $"Table {name} belongs to {found.Owner}; only its owner may put it into a publication.",
                $"GRANT {SqlText.Identifier(found.Owner)} TO {role}");
        }

        if (found.ReplicaIdentity != 'f')
        {
            yield return Error(
                name,
                $"The replica identity of {name} is not FULL; retraction needs the old row of updates and deletes.",
                $"ALTER TABLE {quoted} REPLICA IDENTITY FULL");
        }

        foreach (var partition in found.PartitionsWithoutFullIdentity)
        {
            yield return Error(
                partition,
                $"The replica identity of {partition}, a partition of {name}, is not FULL.",
                $"ALTER TABLE {partition} REPLICA IDENTITY FULL");
        }

        var declared = table.PrimaryKey.Select(column => table.RowType.Columns[column].Name).ToList();
        var list = string.Join(", ", declared.Select(SqlText.Identifier));
        if (found.PrimaryKey.Count == 0)
        {
            yield return Error(
                name, $"Table {name} has no primary key.", $"ALTER TABLE {quoted} ADD PRIMARY KEY ({list})");
        }
        else if (!found.PrimaryKey.SequenceEqual(declared, StringComparer.Ordinal))
        {
            yield return Error(
                name,
                $"The primary key of {name} is ({string.Join(", ", found.PrimaryKey)}), but " +
                $"({string.Join(", ", declared)}) is declared.",
                $"declare PRIMARY KEY ({string.Join(", ", found.PrimaryKey)}) NOT ENFORCED in the pipeline");
        }
    }

    private static string KindName(char kind) => kind switch
    {
        'f' => "foreign table",
        'v' => "view",
        _ => "materialized view",
    };

    private static PreflightFinding Error(string subject, string message, string remedy) =>
        new(PreflightSeverity.Error, subject, message, remedy);
}
