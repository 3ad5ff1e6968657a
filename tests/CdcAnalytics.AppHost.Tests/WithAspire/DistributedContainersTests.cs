using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using CdcAnalytics.Cluster.Java;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

/// <summary>Images, volumes, limits, ports, secrets and commands of the distributed topology.</summary>
public sealed partial class DistributedContainersTests
{
    [Fact]
    public void Every_image_is_one_of_these_and_pinned()
    {
        var images =
            from container in Model.CreateDistributed().OwnResources().OfType<ContainerResource>()
            where !container.Annotations.OfType<DockerfileBuildAnnotation>().Any()
            let image = container.Annotations.OfType<ContainerImageAnnotation>().Last()
            select $"{container.Name}: {image.Registry}/{image.Image}:{image.Tag}";

        Assert.Equal(
            """
            connect: quay.io/debezium/connect:3.5
            engine-metrics: docker.io/otel/opentelemetry-collector-contrib:0.139.0
            kafka-1: docker.io/apache/kafka:4.3.1
            kafka-2: docker.io/apache/kafka:4.3.1
            kafka-3: docker.io/apache/kafka:4.3.1
            kafka-ui: docker.io/kafbat/kafka-ui:v1.5.0
            pgadmin: docker.io/dpage/pgadmin4:9.15
            postgres: docker.io/library/postgres:18.3
            """,
            Lines(images));
    }

    [Fact]
    public void No_image_floats()
    {
        var floating =
            from container in Model.CreateDistributed().OwnResources().OfType<ContainerResource>()
            where !container.Annotations.OfType<DockerfileBuildAnnotation>().Any()
            let tag = container.Annotations.OfType<ContainerImageAnnotation>().Last().Tag
            where tag is null || !MajorMinor.IsMatch(tag)
            select $"{container.Name}: {tag}";

        Assert.Empty(floating);
    }

    [Fact]
    public async Task Flink_is_built_from_a_pinned_image_with_the_kafka_connector_whose_checksum_is_known()
    {
        var builder = Model.CreateDistributed();
        foreach (var name in new[] { "flink-jobmanager", "flink-taskmanager", "flink-gateway" })
        {
            var build = Assert.Single(
                builder.Resource<ContainerResource>(name).Annotations.OfType<DockerfileBuildAnnotation>());
            Assert.Equal("2.2.1-java17", build.BuildArguments["FLINK_TAG"]);
            Assert.Equal("5.0.0-2.2", build.BuildArguments["KAFKA_CONNECTOR_VERSION"]);
            var dockerfile = await File.ReadAllTextAsync(
                build.DockerfilePath, TestContext.Current.CancellationToken);
            Assert.Contains("FROM flink:${FLINK_TAG}", dockerfile, StringComparison.Ordinal);
            Assert.Contains("--checksum=sha256:${KAFKA_CONNECTOR_SHA256}", dockerfile, StringComparison.Ordinal);
            Assert.Contains("ARG FLINK_TAG=2.2.1-java17\n", dockerfile, StringComparison.Ordinal);
            Assert.Contains("ARG KAFKA_CONNECTOR_VERSION=5.0.0-2.2\n", dockerfile, StringComparison.Ordinal);
            Assert.Contains($" {RocksDbOptionsJar.FileName} /opt/flink/lib/\n", dockerfile, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(build.ContextPath, RocksDbOptionsJar.FileName)));
        }
    }

    [Fact]
    public void What_must_outlive_a_container_is_on_a_named_volume_or_in_a_folder_of_this_machine()
    {
        var mounts =
            from resource in Model.CreateDistributed().OwnResources()
            from mount in resource.Annotations.OfType<ContainerMountAnnotation>()
            let access = mount.IsReadOnly ? "read" : "write"
            select $"{resource.Name}: {mount.Type} {mount.Source} {mount.Target} {access}";

        var state = Path.Combine(Model.StateFolder, "cdc-analytics", "flink");
        Assert.Equal(
            $"""
            flink-jobmanager: BindMount {state} /opt/flink/state write
            flink-taskmanager: BindMount {state} /opt/flink/state write
            kafka-1: Volume cdc-analytics-kafka-1 /var/lib/kafka/data write
            kafka-2: Volume cdc-analytics-kafka-2 /var/lib/kafka/data write
            kafka-3: Volume cdc-analytics-kafka-3 /var/lib/kafka/data write
            postgres: Volume cdc-analytics-postgres /var/lib/postgresql write
            """,
            Lines(mounts));
    }

    [Fact]
    public async Task Every_container_has_a_memory_limit_and_is_started_again_when_it_dies()
    {
        var limits = new List<string>();
        foreach (var container in Model.CreateDistributed().OwnResources().OfType<ContainerResource>())
        {
            var arguments = new List<object>();
            foreach (var runtime in container.Annotations.OfType<ContainerRuntimeArgsCallbackAnnotation>())
            {
                await runtime.Callback(new ContainerRuntimeArgsCallbackContext(
                    arguments, TestContext.Current.CancellationToken));
            }

            limits.Add($"{container.Name}: {string.Join(' ', arguments)}");
        }

        string[] expected =
        [
            Limit("connect", 768), Limit("engine-metrics", 192), Limit("flink-gateway", 640),
            Limit("flink-jobmanager", 832), Limit("flink-taskmanager", 1344), Limit("kafka-1", 512),
            Limit("kafka-2", 512), Limit("kafka-3", 512), Limit("kafka-ui", 448), Limit("pgadmin", 320),
            Limit("postgres", 512),
        ];
        Assert.Equal(Lines(expected), Lines(limits));
    }

    [Fact]
    public async Task All_containers_together_leave_a_gigabyte_of_eight_for_the_dotnet_processes()
    {
        const int machineMegabytes = 8192;
        var sum = 0;
        foreach (var container in Model.CreateDistributed().OwnResources().OfType<ContainerResource>())
        {
            var arguments = new List<object>();
            foreach (var runtime in container.Annotations.OfType<ContainerRuntimeArgsCallbackAnnotation>())
            {
                await runtime.Callback(new ContainerRuntimeArgsCallbackContext(
                    arguments, TestContext.Current.CancellationToken));
            }

            sum += int.Parse(
                $"{arguments[arguments.IndexOf("--memory") + 1]}".TrimEnd('m'), CultureInfo.InvariantCulture);
        }

        Assert.InRange(sum, 1, machineMegabytes - 1024);
    }

    [Fact]
    public void Endpoints_are_published_without_a_proxy_so_that_a_restarted_container_keeps_its_port()
    {
        var endpoints =
            from container in Model.CreateDistributed().OwnResources().OfType<ContainerResource>()
            from endpoint in container.Annotations.OfType<EndpointAnnotation>()
            let published = endpoint.IsProxied ? "proxied" : endpoint.Port is > 0 ? "fixed" : "any"
            select $"{container.Name}: {endpoint.Name} {endpoint.TargetPort} {published}";

        Assert.Equal(
            """
            connect: http 8083 fixed
            engine-metrics: health 13133 proxied
            flink-gateway: http 8088 fixed
            flink-jobmanager: http 8081 fixed
            kafka-1: external 9092 fixed
            kafka-1: internal 19092 proxied
            kafka-2: external 9092 fixed
            kafka-2: internal 19092 proxied
            kafka-3: external 9092 fixed
            kafka-3: internal 19092 proxied
            kafka-ui: http 8080 fixed
            pgadmin: http 80 fixed
            postgres: tcp 5432 fixed
            """,
            Lines(endpoints));
    }

    [Fact]
    public async Task Pages_for_people_have_names()
    {
        var builder = Model.CreateDistributed();
        builder.AllocateEndpoints();
        var named = new List<string>();
        foreach (var resource in builder.OwnResources().OfType<IResourceWithEndpoints>())
        {
            named.AddRange((await builder.PageNamesAsync(resource)).Select(name => $"{resource.Name}: {name}"));
        }

        Assert.Equal(
            """
            connect: Kafka Connect (REST)
            dashboard: Analytics
            flink-gateway: SQL gateway (REST)
            flink-jobmanager: Flink dashboard
            kafka-ui: Kafka UI
            pgadmin: pgAdmin
            """,
            Lines(named));
    }

    [Fact]
    public void The_only_secret_is_generated_and_kept_between_runs()
    {
        var builder = Model.CreateDistributed();

        Assert.Equal(
            ["postgres-password"],
            builder.OwnResources().OfType<ParameterResource>()
                .Where(parameter => parameter.Secret)
                .Select(parameter => parameter.Name));
        Assert.NotNull(builder.Resource<ParameterResource>("postgres-password").Default);
    }

    [Fact]
    public void A_person_may_pause_the_seeder_mend_connectors_and_take_savepoints()
    {
        var commands =
            from resource in Model.CreateDistributed().OwnResources().OfType<ProjectResource>()
            from command in resource.Annotations.OfType<ResourceCommandAnnotation>()
            where !command.Name.StartsWith("resource-", StringComparison.Ordinal) && command.Name != "rebuild"
            select $"{resource.Name}: {command.Name} \"{command.DisplayName}\"";

        Assert.Equal(
            """
            connectors: resnapshot-public.taxi_zones "Re-snapshot public.taxi_zones"
            connectors: resnapshot-public.yellow_taxi "Re-snapshot public.yellow_taxi"
            connectors: restart-cdc-sink "Restart cdc-sink"
            connectors: restart-cdc-source "Restart cdc-source"
            flink-job: savepoint "Take a savepoint"
            seeder: pause "Pause"
            seeder: resume "Resume"
            """,
            Lines(commands));
    }

    private static Regex MajorMinor => MajorMinorPattern();

    [GeneratedRegex(@"^v?\d+\.\d+(\.\d+)?(-java17)?$")]
    private static partial Regex MajorMinorPattern();

    private static string Limit(string name, int megabytes) =>
        $"{name}: --memory {megabytes}m --memory-swap {megabytes}m --restart unless-stopped";

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
