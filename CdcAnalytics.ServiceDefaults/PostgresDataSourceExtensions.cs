using Microsoft.Extensions.Hosting;
using Npgsql;
#if !USE_ASPIRE
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
#endif

namespace CdcAnalytics.ServiceDefaults;

/// <summary>The one place that decides whose registration of an <see cref="NpgsqlDataSource"/> is used.</summary>
public static class PostgresDataSourceExtensions
{
    /// <summary>
    /// Registers a singleton <see cref="NpgsqlDataSource"/> for the connection string
    /// <paramref name="connectionName"/>, with its health check: by Aspire.Npgsql where the package is there, else from
    /// Npgsql's own packages. The connection string must be in the configuration before this is called.
    /// </summary>
    /// <exception cref="InvalidOperationException">When resolved: the connection string is missing.</exception>
    public static TBuilder AddPostgresDataSource<TBuilder>(
        this TBuilder builder, string connectionName, Action<NpgsqlDataSourceBuilder>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
#if USE_ASPIRE
        builder.AddNpgsqlDataSource(connectionName, configureSettings: null, configure);
#else
        var connectionString = builder.Configuration.GetConnectionString(connectionName);
        builder.Services.AddNpgsqlDataSource(connectionString ?? string.Empty, dataSourceBuilder =>
        {
            // Refused on first use and not here, so that the message reaches a logger.
            if (string.IsNullOrWhiteSpace(connectionString))
            {
                throw new InvalidOperationException(
                    $"No connection string '{connectionName}'. Set ConnectionStrings__{connectionName} to "
                    + "'Host=...;Database=...;Username=...;Passfile=...'.");
            }

            configure?.Invoke(dataSourceBuilder);
        });
        builder.Services.AddHealthChecks().AddCheck<PostgresHealthCheck>(
            "postgres", tags: ["ready"], timeout: PostgresHealthCheck.Timeout);
#endif
        return builder;
    }
}
