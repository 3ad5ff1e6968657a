namespace CdcAnalytics.AppHost.Topologies;

/// <summary>Which topology runs, and why.</summary>
/// <param name="Topology">What is started.</param>
/// <param name="Reason">One clause for a person to read: what was found, or what was set.</param>
public sealed record TopologyDecision(Topology Topology, string Reason)
{
    /// <summary>Short name for the line that announces it.</summary>
    public string Name => Topology switch
    {
        Topology.EmbeddedInThisProcess => "embedded",
        Topology.EmbeddedUnderAspire => "embedded, under Aspire",
        _ => "embedded, under Aspire, on containers",
    };

    /// <summary>The one line that is printed at the start.</summary>
    public string Announcement => $"Topology: {Name}, because {Reason}.";

    /// <summary>Decides from the setting and from what the machine has; depends on nothing else.</summary>
    /// <param name="setting">A value of <see cref="TopologySetting"/>.</param>
    /// <param name="hasAspire">Whether this program was built with Aspire's packages.</param>
    /// <param name="containerRuntime">The container runtime that answered, such as docker; null when none did.</param>
    public static TopologyDecision Decide(string setting, bool hasAspire, string? containerRuntime) =>
        (setting, hasAspire, containerRuntime) switch
        {
            (TopologySetting.Embedded, true, _) =>
                new(Topology.EmbeddedUnderAspire, $"--topology is {TopologySetting.Embedded}"),
            (TopologySetting.Embedded, false, _) =>
                new(Topology.EmbeddedInThisProcess, $"--topology is {TopologySetting.Embedded}"),
            (_, false, _) =>
                new(Topology.EmbeddedInThisProcess, "the package feed had no Aspire when this was built"),
            (_, true, null) =>
                new(Topology.EmbeddedUnderAspire, "Aspire is here, but no container runtime answers"),
            (_, true, _) =>
                new(Topology.EmbeddedOnContainers, $"Aspire is here and {containerRuntime} answers"),
        };
}
