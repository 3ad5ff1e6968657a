using CdcAnalytics.AppHost.Topologies;

namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>The Aspire model of this application.</summary>
public static class CdcAnalyticsBuilderExtensions
{
    /// <summary>Name of the embedded host's resource.</summary>
    public const string HostName = "analytics";

    /// <summary>Name of the Postgres server's resource.</summary>
    public const string PostgresName = "postgres";

    /// <summary>Name of the database's resource, and of the database.</summary>
    public const string DatabaseName = "taxi";

    /// <summary>Name of the volume that keeps the database between runs.</summary>
    public const string VolumeName = "cdc-analytics-postgres";

    // The host answers here once it runs; not ready is said in the status code.
    private const string HealthPath = "/health";

    // A slot whose reader is away holds back at most this much WAL; past it the slot is lost, and heals by a new
    // snapshot.
    private const string MaxSlotRetainedWal = "max_slot_wal_keep_size=8GB";

    /// <summary>Adds the embedded topology: the host and, on containers, its Postgres and pgAdmin.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="topology">What to start.</param>
    /// <param name="hostArguments">Command-line settings to pass on to the embedded host.</param>
    public static IResourceBuilder<ProjectResource> AddCdcAnalytics(
        this IDistributedApplicationBuilder builder, Topology topology, IEnumerable<string> hostArguments)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(hostArguments);
        var host = builder.AddProject<Projects.CdcAnalytics_Embedded>(HostName)
            .WithHttpEndpoint(env: "CDC_DASHBOARD_PORT")
            .WithHttpHealthCheck(HealthPath);
        if (builder.ExecutionContext.IsRunMode)
        {
            // When publishing, the arguments are the publisher's.
            host.WithArgs([.. hostArguments]);
        }

        if (topology == Topology.DistributedOnContainers)
        {
            var database = AddDatabase(builder);
            host.WithEnvironment("CDC_CONNECTION", database.Resource.ConnectionStringExpression)
                .WithEnvironment("CDC_DEMO", "on")
                .WaitFor(database);
        }

        return host;
    }

    private static IResourceBuilder<PostgresDatabaseResource> AddDatabase(IDistributedApplicationBuilder builder)
    {
        // The volume outlives a run, so the password must as well: persisted in the user's secrets.
        var password = builder.AddParameter(
            $"{PostgresName}-password",
            new GenerateParameterDefault { MinLength = 22, Special = false },
            secret: true,
            persist: true);
        var postgres = builder.AddPostgres(PostgresName, password: password)
            .WithImageTag(ContainerImageTags.Postgres)
            .WithArgs("-c", "wal_level=logical", "-c", MaxSlotRetainedWal)
            .WithDataVolume(VolumeName);
        postgres.WithPgAdmin(pgAdmin => pgAdmin.WithImageTag(ContainerImageTags.PgAdmin).WaitFor(postgres));
        return postgres.AddDatabase(DatabaseName);
    }
}
