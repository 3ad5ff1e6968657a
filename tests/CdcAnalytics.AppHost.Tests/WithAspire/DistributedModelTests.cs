using Aspire.Hosting.ApplicationModel;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

/// <summary>What the distributed topology consists of, and what waits for what.</summary>
public sealed class DistributedModelTests
{
    [Fact]
    public void The_model_is_exactly_this()
    {
        var builder = Model.CreateDistributed();

        Assert.Equal(
            """
            connect: KafkaConnectResource
            connectors: ProjectResource
            dashboard: ProjectResource
            engine-metrics: OpenTelemetryCollectorResource
            flink-gateway: FlinkSqlGatewayResource
            flink-job: ProjectResource
            flink-jobmanager: FlinkJobManagerResource
            flink-taskmanager: FlinkTaskManagerResource
            kafka-1: KafkaBrokerResource
            kafka-2: KafkaBrokerResource
            kafka-3: KafkaBrokerResource
            kafka-ui: KafkaUiResource
            kafka: KafkaClusterResource
            pgadmin: PgAdminContainerResource
            postgres-password: ParameterResource
            postgres-user: ParameterResource
            postgres: PostgresServerResource
            seeder: ProjectResource
            taxi: PostgresDatabaseResource
            """,
            Lines(builder.OwnResources().Select(resource => $"{resource.Name}: {resource.GetType().Name}")));
    }

    [Fact]
    public void Everything_waits_for_the_health_of_what_it_needs()
    {
        var builder = Model.CreateDistributed();

        Assert.Equal(
            """
            connect: kafka
            connectors: connect kafka postgres seeder taxi
            dashboard: connectors flink-job postgres taxi
            engine-metrics: flink-jobmanager kafka
            flink-gateway: flink-jobmanager
            flink-job: flink-gateway flink-taskmanager kafka postgres taxi
            flink-taskmanager: flink-jobmanager
            kafka-ui: kafka
            kafka: kafka-1 kafka-2 kafka-3
            pgadmin: postgres
            seeder: postgres taxi
            """,
            Lines(
                from resource in builder.OwnResources()
                let waits = string.Join(' ', resource.WaitsForHealthOf())
                where waits.Length > 0
                select $"{resource.Name}: {waits}"));
    }

    [Fact]
    public void Nothing_waits_for_anything_but_health()
    {
        var others =
            from resource in Model.CreateDistributed().OwnResources()
            from wait in resource.Annotations.OfType<WaitAnnotation>()
            where wait.WaitType != WaitType.WaitUntilHealthy
            select $"{resource.Name} waits for {wait.Resource.Name}: {wait.WaitType}";

        Assert.Empty(others);
    }

    [Fact]
    public void Everything_that_runs_has_a_health_check_of_its_own()
    {
        var builder = Model.CreateDistributed();

        Assert.Equal(
            """
            connect: connect_worker
            connectors: connectors_http_/health_200_check
            dashboard: dashboard_http_/health_200_check
            engine-metrics: engine-metrics_health_/_200_check
            flink-gateway: flink-gateway_answers
            flink-job: flink-job_http_/health_200_check
            flink-jobmanager: flink-jobmanager_http_/overview_200_check
            flink-taskmanager: flink-taskmanager_slots
            kafka-1: kafka-1_member
            kafka-2: kafka-2_member
            kafka-3: kafka-3_member
            kafka-ui: kafka-ui_http_/actuator/health_200_check
            kafka: kafka_quorum
            pgadmin: pgadmin_http_/browser_200_check
            postgres: postgres_check postgres_logical_replication
            seeder: seeder_http_/health_200_check
            taxi: taxi_check
            """,
            Lines(
                from resource in builder.OwnResources()
                where resource is not ParameterResource
                let checks = resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).Order()
                select $"{resource.Name}: {string.Join(' ', checks)}"));
    }

    [Fact]
    public void Nothing_has_for_its_parent_what_it_waits_for()
    {
        // Aspire ends the wait without a word when a resource waits for its own parent.
        var offences =
            from resource in Model.CreateDistributed().OwnResources()
            let parents = resource.Annotations.OfType<ResourceRelationshipAnnotation>()
                .Where(relationship => relationship.Type == "Parent")
                .Select(relationship => relationship.Resource)
            from wait in resource.Annotations.OfType<WaitAnnotation>()
            where parents.Contains(wait.Resource) && resource is not IResourceWithParent
            select $"{resource.Name} waits for its parent {wait.Resource.Name}";

        Assert.Empty(offences);
    }

    [Fact]
    public void A_setting_out_of_its_range_is_refused_with_what_it_may_be()
    {
        var refusal = Assert.ThrowsAny<Exception>(() => Model.CreateDistributed("--Pipeline:Parallelism=5"));

        Assert.Equal("Pipeline:Parallelism is 5; expected 1 to 4, the cluster's slots.", refusal.Message);
    }

    [Fact]
    public void More_task_managers_are_more_containers_that_the_job_waits_for()
    {
        var builder = Model.CreateDistributed("--Cluster:Flink:TaskManagerCount=2");

        Assert.Equal(
            ["flink-gateway", "flink-taskmanager-1", "flink-taskmanager-2", "kafka", "postgres", "taxi"],
            builder.Resource<ProjectResource>("flink-job").WaitsForHealthOf());
    }

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
