using Npgsql;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>The shape of a result table as it stands in the database.</summary>
public static class ResultTableShape
{
    private const string Read = """
        SELECT concat_ws(E'\n',
          string_agg(quote_ident_always.name || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, E'\n' ORDER BY a.attnum),
          (SELECT 'PRIMARY KEY ('
             || string_agg('"' || replace(k.attname, '"', '""') || '"', ', ' ORDER BY key.place) || ')'
           FROM pg_index AS i, unnest(i.indkey) WITH ORDINALITY AS key (attnum, place)
           JOIN pg_attribute AS k ON k.attnum = key.attnum
           WHERE i.indrelid = c.oid AND i.indisprimary AND k.attrelid = c.oid))
        FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        CROSS JOIN LATERAL (SELECT '"' || replace(a.attname, '"', '""') || '"' AS name) AS quote_ident_always
        WHERE c.relnamespace = 'analytics'::regnamespace AND c.relname = $1
        GROUP BY c.oid
        """;

    /// <summary>
    /// The table's shape, to be compared with <see cref="ResultTableDefinition.Shape"/>; null when it is not there. The
    /// schema must be.
    /// </summary>
    public static async Task<string?> ReadAsync(
        NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await using var command = new NpgsqlCommand(Read, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
