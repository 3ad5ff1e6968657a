namespace CdcAnalytics.AppHost.Topologies;

/// <summary>Which topology runs, and why.</summary>
/// <param name="Topology">What is started.</param>
/// <param name="Reason">One clause for a person to read: what was found, or what was set.</param>
public sealed record TopologyDecision(Topology Topology, string Reason)
{
    private const string NoAspire = "the package feed had no Aspire when this was built";

    private const string NoContainerRuntime = "no container runtime answers";

    /// <summary>Short name for the line that announces it.</summary>
    public string Name => Topology switch
    {
        Topology.EmbeddedInThisProcess => "embedded",
        Topology.EmbeddedUnderAspire => "embedded, under Aspire",
        Topology.DistributedOnContainers => "distributed, under Aspire, on containers",
        Topology.DistributedLocal => "distributed, on processes of this machine",
        _ => throw new InvalidOperationException($"Topology {Topology} has no name."),
    };

    /// <summary>The one line that is printed at the start.</summary>
    public string Announcement => $"Topology: {Name}, because {Reason}.";

    /// <summary>What <c>aspire publish</c> writes: a compose file needs no runtime where it is written.</summary>
    /// <param name="setting">A value of <see cref="TopologySetting"/>.</param>
    public static TopologyDecision DecideForPublishing(string setting) => setting == TopologySetting.Embedded
        ? new(Topology.EmbeddedUnderAspire, $"--topology is {setting}")
        : new(Topology.DistributedOnContainers, "it is published, not started");

    /// <summary>Decides from the setting and from what the machine has; depends on nothing else.</summary>
    /// <param name="setting">A value of <see cref="TopologySetting"/>.</param>
    /// <param name="hasAspire">Whether this program was built with Aspire's packages.</param>
    /// <param name="containerRuntime">The container runtime that answered, such as docker; null when none did.</param>
    public static TopologyDecision Decide(string setting, bool hasAspire, string? containerRuntime) => setting switch
    {
        TopologySetting.Embedded => new(
            hasAspire ? Topology.EmbeddedUnderAspire : Topology.EmbeddedInThisProcess, $"--topology is {setting}"),
        TopologySetting.Distributed => Distributed($"--topology is {setting}", hasAspire, containerRuntime),
        _ => Auto(hasAspire, containerRuntime),
    };

    private static TopologyDecision Distributed(string asked, bool hasAspire, string? containerRuntime) =>
        (hasAspire, containerRuntime) switch
        {
            (false, _) => new(Topology.DistributedLocal, $"{asked} and {NoAspire}"),
            (true, null) => new(Topology.DistributedLocal, $"{asked} and {NoContainerRuntime}"),
            (true, _) => new(Topology.DistributedOnContainers, $"{asked} and {containerRuntime} answers"),
        };

    private static TopologyDecision Auto(bool hasAspire, string? containerRuntime) =>
        (hasAspire, containerRuntime) switch
        {
            (false, _) => new(Topology.EmbeddedInThisProcess, NoAspire),
            (true, null) => new(Topology.EmbeddedUnderAspire, $"Aspire is here, but {NoContainerRuntime}"),
            (true, _) => new(Topology.DistributedOnContainers, $"Aspire is here and {containerRuntime} answers"),
        };
}
