using CdcAnalytics.Engine.Plans;
using Npgsql;

namespace CdcAnalytics.Postgres.Publications;

/// <summary>
/// Our publication: exactly the captured tables, by name. A publication for all tables would break other people's
/// updates of tables without a replica identity.
/// </summary>
internal static class Publication
{
    private const string TablesQuery = """
        SELECT namespace.nspname, relation.relname
        FROM pg_publication publication
        JOIN pg_publication_rel member ON member.prpubid = publication.oid
        JOIN pg_class relation ON relation.oid = member.prrelid
        JOIN pg_namespace namespace ON namespace.oid = relation.relnamespace
        WHERE publication.pubname = $1
        """;

    private const string AttributesQuery = """
        SELECT puballtables, pubinsert AND pubupdate AND pubdelete AND pubtruncate AND pubviaroot
        FROM pg_publication WHERE pubname = $1
        """;

    private const string Parameters =
        "publish = 'insert, update, delete, truncate', publish_via_partition_root = true";

    /// <summary>What keeps the publication from being exactly the tables; null when nothing does.</summary>
    public static async Task<PublicationDifference?> FindDifferenceAsync(
        NpgsqlDataSource dataSource,
        string publicationName,
        IReadOnlyList<SourceTable> tables,
        CancellationToken cancellationToken)
    {
        if (await FindAttributesAsync(dataSource, publicationName, cancellationToken) is not { } publication)
        {
            return new PublicationDifference("does not exist", LosesChanges: true);
        }

        if (publication.IsForAllTables)
        {
            return new PublicationDifference("is for all tables", LosesChanges: false);
        }

        var published = await ReadTablesAsync(dataSource, publicationName, cancellationToken);
        var missing = tables.FirstOrDefault(table => !published.Contains((table.SchemaName, table.Name)));
        if (missing is not null)
        {
            return new PublicationDifference($"does not hold {missing.SchemaName}.{missing.Name}", LosesChanges: true);
        }

        if (!publication.PublishesAll)
        {
            return new PublicationDifference(
                "does not publish every operation via the partition root", LosesChanges: true);
        }

        return published.Count == tables.Count
            ? null
            : new PublicationDifference("holds other tables too", LosesChanges: false);
    }

    /// <summary>Whether the publication was made FOR ALL TABLES; null when it does not exist.</summary>
    public static async Task<bool?> IsForAllTablesAsync(
        NpgsqlDataSource dataSource, string publicationName, CancellationToken cancellationToken) =>
        (await FindAttributesAsync(dataSource, publicationName, cancellationToken))?.IsForAllTables;

    /// <summary>Creates the publication, or sets its tables.</summary>
    /// <exception cref="PostgresException">The role may not.</exception>
    public static async Task SetAsync(
        NpgsqlDataSource dataSource,
        string publicationName,
        IReadOnlyList<string> tableClauses,
        CancellationToken cancellationToken)
    {
        var name = SqlText.Identifier(publicationName);
        var list = string.Join(", ", tableClauses);
        var exists = await FindAttributesAsync(dataSource, publicationName, cancellationToken) is not null;
        var statement = exists
            ? $"ALTER PUBLICATION {name} SET TABLE {list}; ALTER PUBLICATION {name} SET ({Parameters})"
            : $"CREATE PUBLICATION {name} FOR TABLE {list} WITH ({Parameters})";
        var command = dataSource.CreateCommand(statement);
        await using (command)
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task<(bool IsForAllTables, bool PublishesAll)?> FindAttributesAsync(
        NpgsqlDataSource dataSource, string publicationName, CancellationToken cancellationToken)
    {
        var command = dataSource.CreateCommand(AttributesQuery);
        await using (command)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = publicationName });
            var reader = await command.ExecuteReaderAsync(cancellationToken);
            await using (reader)
            {
                return await reader.ReadAsync(cancellationToken) ? (reader.GetBoolean(0), reader.GetBoolean(1)) : null;
            }
        }
    }

    private static async Task<HashSet<(string Schema, string Name)>> ReadTablesAsync(
        NpgsqlDataSource dataSource, string publicationName, CancellationToken cancellationToken)
    {
        var tables = new HashSet<(string Schema, string Name)>();
        var command = dataSource.CreateCommand(TablesQuery);
        await using (command)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = publicationName });
            var reader = await command.ExecuteReaderAsync(cancellationToken);
            await using (reader)
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    tables.Add((reader.GetString(0), reader.GetString(1)));
                }
            }
        }

        return tables;
    }
}
