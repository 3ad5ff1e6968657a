using Aspire.Hosting.ApplicationModel;
using CdcAnalytics.AppHost.Topologies;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

public sealed class EmbeddedUnderAspireTests
{
    [Fact]
    public void Without_a_container_runtime_no_container_is_declared()
    {
        var builder = Model.Create(Topology.EmbeddedUnderAspire);

        Assert.Empty(builder.Resources.OfType<ContainerResource>());
        Assert.Empty(builder.Resource<ProjectResource>("analytics").WaitsForHealthOf());
    }

    [Fact]
    public async Task The_host_is_told_its_port_and_its_settings_and_no_connection()
    {
        var builder = Model.Create(Topology.EmbeddedUnderAspire, "--trips-per-second", "5");
        builder.AllocateEndpoints();

        var evaluated = await builder.EvaluateAsync(builder.Resource<ProjectResource>("analytics"));

        var environment = evaluated.EnvironmentVariables.ToDictionary();
        Assert.True(environment.ContainsKey("CDC_DASHBOARD_PORT"));
        Assert.False(environment.ContainsKey("CDC_CONNECTION"));
        Assert.Equal(["--trips-per-second", "5"], evaluated.Arguments.Select(argument => argument.Value));
    }

    [Fact]
    public async Task Its_page_has_a_name()
    {
        var builder = Model.Create(Topology.EmbeddedUnderAspire);
        builder.AllocateEndpoints();

        Assert.Equal(["Analytics"], await builder.PageNamesAsync(builder.Resource<ProjectResource>("analytics")));
    }

    [Fact]
    public void The_host_is_healthy_when_its_health_page_says_so()
    {
        var host = Model.Create(Topology.EmbeddedUnderAspire).Resource<ProjectResource>("analytics");

        Assert.Single(host.Annotations.OfType<HealthCheckAnnotation>(), check => check.Key.Contains("/health"));
    }
}
