using Npgsql;

namespace CdcAnalytics.Dashboard.Standalone;

/// <summary>The database named in the configuration; it is there from the start.</summary>
internal sealed class StandaloneDatabase(NpgsqlDataSource dataSource) : IDashboardDatabase
{
    /// <inheritdoc/>
    public NpgsqlDataSource? DataSource => dataSource;
}
