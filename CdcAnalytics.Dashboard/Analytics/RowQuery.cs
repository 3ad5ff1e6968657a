using Npgsql;

namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>Runs one bounded query and reads all its rows.</summary>
internal sealed class RowQuery(NpgsqlConnection connection, TimeSpan timeout)
{
    /// <summary>All rows of <paramref name="sql"/>, each made by <paramref name="read"/>.</summary>
    /// <param name="sql">The statement; its parameters are $1, $2 …</param>
    /// <param name="read">Makes one row.</param>
    /// <param name="parameters">Values, or parameters where the type must be said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<T>> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, object[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter as NpgsqlParameter ?? new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
