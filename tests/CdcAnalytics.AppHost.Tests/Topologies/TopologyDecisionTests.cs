using CdcAnalytics.AppHost.Topologies;

namespace CdcAnalytics.AppHost.Tests.Topologies;

public sealed class TopologyDecisionTests
{
    private const string NoAspire = "the package feed had no Aspire when this was built";

    private const string AskedFor = "--topology is distributed and ";

    [Theory]
    [InlineData("auto", true, "docker", Topology.DistributedOnContainers, "Aspire is here and docker answers")]
    [InlineData("auto", true, "podman", Topology.DistributedOnContainers, "Aspire is here and podman answers")]
    [InlineData("auto", true, null, Topology.EmbeddedUnderAspire, "Aspire is here, but no container runtime answers")]
    [InlineData("auto", false, "docker", Topology.EmbeddedInThisProcess, NoAspire)]
    [InlineData("auto", false, null, Topology.EmbeddedInThisProcess, NoAspire)]
    [InlineData("embedded", true, "docker", Topology.EmbeddedUnderAspire, "--topology is embedded")]
    [InlineData("embedded", true, null, Topology.EmbeddedUnderAspire, "--topology is embedded")]
    [InlineData("embedded", false, "docker", Topology.EmbeddedInThisProcess, "--topology is embedded")]
    [InlineData("embedded", false, null, Topology.EmbeddedInThisProcess, "--topology is embedded")]
    [InlineData("distributed", true, "docker", Topology.DistributedOnContainers, AskedFor + "docker answers")]
    [InlineData("distributed", true, null, Topology.DistributedLocal, AskedFor + "no container runtime answers")]
    [InlineData("distributed", false, "docker", Topology.DistributedLocal, AskedFor + NoAspire)]
    [InlineData("distributed", false, null, Topology.DistributedLocal, AskedFor + NoAspire)]
    public void The_setting_wins_then_what_the_machine_has(
        string setting, bool hasAspire, string? containerRuntime, Topology topology, string reason)
    {
        Assert.Equal(
            new TopologyDecision(topology, reason), TopologyDecision.Decide(setting, hasAspire, containerRuntime));
    }

    [Fact]
    public void The_announcement_names_the_topology_and_the_reason()
    {
        var decision = TopologyDecision.Decide("auto", hasAspire: true, containerRuntime: null);

        Assert.Equal(
            "Topology: embedded, under Aspire, because Aspire is here, but no container runtime answers.",
            decision.Announcement);
    }

    [Fact]
    public void Every_topology_has_a_name_of_its_own()
    {
        var names = Enum.GetValues<Topology>().Select(topology => new TopologyDecision(topology, "of a test").Name);

        Assert.Equal(
            [
                "embedded",
                "embedded, under Aspire",
                "distributed, under Aspire, on containers",
                "distributed, on processes of this machine",
            ],
            names);
    }

    [Theory]
    [InlineData("auto", Topology.DistributedOnContainers, "it is published, not started")]
    [InlineData("distributed", Topology.DistributedOnContainers, "it is published, not started")]
    [InlineData("embedded", Topology.EmbeddedUnderAspire, "--topology is embedded")]
    public void Publishing_asks_for_no_container_runtime(string setting, Topology topology, string reason)
    {
        Assert.Equal(new TopologyDecision(topology, reason), TopologyDecision.DecideForPublishing(setting));
    }
}
