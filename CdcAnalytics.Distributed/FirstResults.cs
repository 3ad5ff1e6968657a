using Npgsql;

namespace CdcAnalytics.Distributed;

/// <summary>Waits until the first row stands in any result table.</summary>
internal static class FirstResults
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Ends when there is a row; a database or a table that is not there yet is waited for.</summary>
    public static async Task WaitAsync(
        NpgsqlDataSource dataSource,
        IReadOnlyList<string> resultTables,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var table in resultTables)
            {
                try
                {
                    await using var command = dataSource.CreateCommand($"SELECT EXISTS (SELECT FROM {table})");
                    if (await command.ExecuteScalarAsync(cancellationToken) is true)
                    {
                        return;
                    }
                }
                catch (NpgsqlException)
                {
                    // Not yet made, or the server restarts; whoever is responsible for either says so.
                    break;
                }
            }
        }
    }
}
