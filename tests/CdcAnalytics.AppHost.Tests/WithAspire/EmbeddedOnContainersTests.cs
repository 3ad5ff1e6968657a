using Aspire.Hosting.ApplicationModel;
using CdcAnalytics.AppHost.Topologies;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

public sealed class EmbeddedOnContainersTests
{
    [Fact]
    public void The_model_is_the_host_its_postgres_the_database_and_pgadmin()
    {
        var builder = Model.Create(Topology.DistributedOnContainers);

        Assert.Equal(
            ["analytics", "pgadmin", "postgres", "postgres-password", "taxi"],
            builder.Resources.Select(resource => resource.Name).Where(IsOurs).Order());
    }

    [Fact]
    public void The_host_waits_for_a_healthy_database_and_pgadmin_for_a_healthy_server()
    {
        var builder = Model.Create(Topology.DistributedOnContainers);

        Assert.Equal(["postgres", "taxi"], builder.Resource<ProjectResource>("analytics").WaitsForHealthOf());
        Assert.Equal(["postgres"], builder.Resource<ContainerResource>("pgadmin").WaitsForHealthOf());
    }

    [Theory]
    [InlineData("analytics")]
    [InlineData("pgadmin")]
    [InlineData("postgres")]
    [InlineData("taxi")]
    public void Everything_that_can_be_waited_for_has_a_health_check(string name)
    {
        var builder = Model.Create(Topology.DistributedOnContainers);

        Assert.Single(builder.Resource<IResource>(name).Annotations.OfType<HealthCheckAnnotation>());
    }

    [Fact]
    public async Task Postgres_decodes_logically_and_bounds_the_wal_a_slot_retains()
    {
        var builder = Model.Create(Topology.DistributedOnContainers);
        builder.AllocateEndpoints();

        var evaluated = await builder.EvaluateAsync(builder.Resource<ContainerResource>("postgres"));

        Assert.Equal(
            ["-c", "wal_level=logical", "-c", "max_slot_wal_keep_size=8GB"],
            evaluated.Arguments.Select(argument => argument.Value));
    }

    [Fact]
    public void Postgres_keeps_its_data_on_a_named_volume_and_its_image_has_a_fixed_version()
    {
        var postgres = Model.Create(Topology.DistributedOnContainers).Resource<ContainerResource>("postgres");

        var volume = Assert.Single(postgres.Annotations.OfType<ContainerMountAnnotation>());
        Assert.Equal(ContainerMountType.Volume, volume.Type);
        Assert.Equal("cdc-analytics-postgres", volume.Source);
        Assert.Equal("/var/lib/postgresql", volume.Target);
        Assert.Equal("18.3", Assert.Single(postgres.Annotations.OfType<ContainerImageAnnotation>()).Tag);
    }

    [Fact]
    public void The_password_is_a_secret_that_is_generated()
    {
        var password = Model.Create(Topology.DistributedOnContainers).Resource<ParameterResource>("postgres-password");

        Assert.True(password.Secret);
        Assert.NotNull(password.Default);
    }

    [Fact]
    public async Task The_host_gets_the_containers_database_and_the_taxi_demo()
    {
        var builder = Model.Create(Topology.DistributedOnContainers);
        builder.AllocateEndpoints();
        var postgres = builder.Resource<ContainerResource>("postgres");
        var port = Assert.Single(postgres.Annotations.OfType<EndpointAnnotation>()).AllocatedEndpoint?.Port;

        var environment = (await builder.EvaluateAsync(builder.Resource<ProjectResource>("analytics")))
            .EnvironmentVariables.ToDictionary();

        Assert.Equal(
            $"Host=localhost;Port={port};Username=postgres;Password=secret;Database=taxi",
            environment["CDC_CONNECTION"]);
        Assert.Equal("on", environment["CDC_DEMO"]);
    }

    // Aspire adds resources of its own, such as one that rebuilds a project on request.
    private static bool IsOurs(string name) => !name.EndsWith("-rebuilder", StringComparison.Ordinal);
}
