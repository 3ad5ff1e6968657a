using CdcAnalytics.AppHost.Resources.Containers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.AppHost.Resources.Postgres;

/// <summary>Adds the Postgres whose changes are captured, and pgAdmin.</summary>
internal static class PostgresServerBuilderExtensions
{
    /// <summary>Port inside the container, for the other containers.</summary>
    public const int ContainerPort = 5432;

    // Aspire.Hosting.PostgreSQL's own name.
    private const string EndpointName = "tcp";

    // The system this one re-creates had pgAdmin on 80, which a runtime without root may not publish.
    private const int PgAdminHostPort = 5050;

    private static readonly string[] _serverSettings =
    [
        "wal_level=logical",
        // A slot whose reader is away holds back at most this much WAL; past it the slot is lost, and heals by a new
        // snapshot.
        "max_slot_wal_keep_size=8GB",
    ];

    /// <summary>Adds a server that decodes logically, on a volume, with a generated password; and pgAdmin.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource, and host name in the containers' network.</param>
    /// <param name="userName">Owner of the tables; not a secret.</param>
    /// <param name="databaseName">Made by the image; where the model is published nobody else does.</param>
    public static IResourceBuilder<PostgresServerResource> AddCapturedPostgres(
        this IDistributedApplicationBuilder builder, string name, string userName, string databaseName)
    {
        // The volume outlives a run, so the password must as well: persisted in the user's secrets.
        var password = builder.AddParameter(
            $"{name}-password",
            new GenerateParameterDefault { MinLength = 22, Special = false },
            secret: true,
            persist: true);
        var user = builder.AddParameter($"{name}-user", userName, publishValueAsDefault: true);
        var postgres = builder.AddPostgres(name, user, password)
            .WithImageTag(PostgresContainerImageTags.Tag)
            .WithEnvironment("POSTGRES_DB", databaseName)
            .WithArgs([.. _serverSettings.SelectMany(setting => new[] { "-c", setting })])
            .WithDataVolume(builder.VolumeNameOf(name))
            .WithStablePort(EndpointName, ContainerPort)
            .WithLimits(MemoryBudget.PostgresMegabytes)
            // Over TCP: during its first start the image runs a server that only its own socket reaches.
            .WithComposeHealthCheck("pg_isready --quiet --host 127.0.0.1");
        postgres.WithHealthCheck(AddLogicalReplicationCheck(builder, postgres.Resource));
        postgres.WithPgAdmin(pgAdmin => pgAdmin
            .WithImageTag(PostgresContainerImageTags.PgAdminTag)
            .WithStablePort("http", PgAdminHostPort)
            .WithExternalHttpEndpoints()
            .WithUrlForEndpoint("http", url => url.DisplayText = "pgAdmin")
            .WithLimits(MemoryBudget.PgAdminMegabytes)
            .WaitFor(postgres));
        return postgres;
    }

    private static string AddLogicalReplicationCheck(
        IDistributedApplicationBuilder builder, PostgresServerResource postgres)
    {
        var key = $"{postgres.Name}_logical_replication";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key,
            _ => new LogicalReplicationHealthCheck(postgres.ConnectionStringExpression.GetValueAsync),
            failureStatus: null,
            tags: null,
            LogicalReplicationHealthCheck.Timeout));
        return key;
    }
}
