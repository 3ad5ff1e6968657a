using CdcAnalytics.Dashboard;
using Npgsql;

namespace CdcAnalytics.Embedded.Hosting;

/// <summary>The database of this host: not there at first, then open until the host ends.</summary>
public sealed class HostDatabase : IDashboardDatabase, IAsyncDisposable
{
    private NpgsqlDataSource? _dataSource;

    /// <inheritdoc/>
    public NpgsqlDataSource? DataSource => Volatile.Read(ref _dataSource);

    /// <summary>Opens the pool, once the server is there. The caller does this once.</summary>
    public NpgsqlDataSource Open(string connectionString, ILoggerFactory loggerFactory)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = "cdc-analytics" };
        builder.UseLoggerFactory(loggerFactory);
        var opened = builder.Build();
        Volatile.Write(ref _dataSource, opened);
        return opened;
    }

    /// <summary>Closes the pool.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _dataSource, null) is { } opened)
        {
            await opened.DisposeAsync();
        }
    }
}
