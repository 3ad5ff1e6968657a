using Npgsql;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>Short forms for one-off statements.</summary>
internal static class NpgsqlConnectionExtensions
{
    /// <summary>Runs statements that give no rows back.</summary>
    public static async Task ExecuteAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
