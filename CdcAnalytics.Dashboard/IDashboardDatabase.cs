using Npgsql;

namespace CdcAnalytics.Dashboard;

/// <summary>
/// The database whose analytics tables are shown; it may come into being while the page is already open.
/// </summary>
public interface IDashboardDatabase
{
    /// <summary>
    /// The open data source, or null while the server is still being found or started. Owned by the host.
    /// </summary>
    NpgsqlDataSource? DataSource { get; }
}
