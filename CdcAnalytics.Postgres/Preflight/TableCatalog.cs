using CdcAnalytics.Engine.Plans;
using Npgsql;

namespace CdcAnalytics.Postgres.Preflight;

/// <summary>Reads what the server's catalog says of the captured tables.</summary>
internal static class TableCatalog
{
    private const string TableQuery = """
        SELECT c.oid, c.relkind::text, c.relpersistence::text, c.relreplident::text,
               has_table_privilege(c.oid, 'SELECT'), pg_has_role(c.relowner, 'USAGE'),
               pg_get_userbyid(c.relowner)::text,
               ARRAY(SELECT a.attname::text
                     FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS key(number, place)
                     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number
                     WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY key.place),
               ARRAY(SELECT tree.relid::regclass::text
                     FROM pg_partition_tree(c.oid) tree JOIN pg_class leaf ON leaf.oid = tree.relid
                     WHERE tree.isleaf AND tree.relid <> c.oid AND leaf.relreplident <> 'f')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
        """;

    // The provider's column is new in 15, so it is asked for through JSON: absent means the C library's.
    private const string ColumnQuery = """
        SELECT a.attname::text, a.atttypid, format_type(a.atttypid, a.atttypmod),
               CASE WHEN a.atttypmod >= 0 THEN a.atttypmod WHEN t.typtypmod >= 0 THEN t.typtypmod END,
               a.attnotnull,
               coalesce(a.attcollation = 0
                   OR collation_.collname IN ('C', 'POSIX', 'ucs_basic')
                   OR (collation_.collname = 'default' AND d.datcollate IN ('C', 'POSIX')
                       AND coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c'), false),
               t.typtype = 'e' OR coalesce(base.typtype = 'e', false)
        FROM pg_attribute a
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_type base ON base.oid = t.typbasetype
        LEFT JOIN pg_collation collation_ ON collation_.oid = a.attcollation
        JOIN pg_database d ON d.datname = current_database()
        WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """;

    /// <summary>One entry for each table, null where it does not exist.</summary>
    public static async Task<IReadOnlyList<CatalogTable?>> ReadAsync(
        NpgsqlDataSource dataSource, IReadOnlyList<SourceTable> tables, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (connection)
        {
            var found = new CatalogTable?[tables.Count];
            for (var index = 0; index < found.Length; index++)
            {
                var table = await ReadTableAsync(connection, tables[index], cancellationToken);
                found[index] = table is null
                    ? null
                    : table with { Columns = await ReadColumnsAsync(connection, table.TableId, cancellationToken) };
            }

            return found;
        }
    }

    private static async Task<CatalogTable?> ReadTableAsync(
        NpgsqlConnection connection, SourceTable table, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(TableQuery, connection);
        await using (command)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table.SchemaName });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table.Name });
            var reader = await command.ExecuteReaderAsync(cancellationToken);
            await using (reader)
            {
                return await reader.ReadAsync(cancellationToken)
                    ? new CatalogTable(
                        reader.GetFieldValue<uint>(0),
                        reader.GetString(1)[0],
                        reader.GetString(2)[0],
                        reader.GetString(3)[0],
                        reader.GetBoolean(4),
                        reader.GetBoolean(5),
                        reader.GetString(6),
                        Columns: [],
                        reader.GetFieldValue<string[]>(7),
                        reader.GetFieldValue<string[]>(8))
                    : null;
            }
        }
    }

    private static async Task<IReadOnlyList<CatalogColumn>> ReadColumnsAsync(
        NpgsqlConnection connection, uint tableId, CancellationToken cancellationToken)
    {
        var columns = new List<CatalogColumn>();
        var command = new NpgsqlCommand(ColumnQuery, connection);
        await using (command)
        {
            command.Parameters.Add(
                new NpgsqlParameter { Value = tableId, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid });
            var reader = await command.ExecuteReaderAsync(cancellationToken);
            await using (reader)
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    columns.Add(new CatalogColumn(
                        reader.GetString(0),
                        reader.GetFieldValue<uint>(1),
                        reader.GetString(2),
                        reader.IsDBNull(3) ? null : reader.GetInt32(3),
                        reader.GetBoolean(4),
                        reader.GetBoolean(5),
                        reader.GetBoolean(6)));
                }
            }
        }

        return columns;
    }
}
