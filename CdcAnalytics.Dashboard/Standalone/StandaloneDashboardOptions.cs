using System.ComponentModel.DataAnnotations;

namespace CdcAnalytics.Dashboard.Standalone;

/// <summary>Settings of the dashboard's own process, section <c>Dashboard</c>.</summary>
public sealed class StandaloneDashboardOptions
{
    /// <summary>The section's name in the configuration.</summary>
    public const string SectionName = "Dashboard";

    /// <summary>The pipeline whose status is shown; default cdc_analytics.</summary>
    [Required]
    public string Pipeline { get; set; } = "cdc_analytics";

    /// <summary>The replication slot whose retained WAL is shown; default cdc_analytics_connect.</summary>
    [Required]
    public string SlotName { get; set; } = "cdc_analytics_connect";

    /// <summary>Name of the topology that fills the tables; default distributed.</summary>
    [Required]
    public string Topology { get; set; } = "distributed";

    /// <summary>Why this topology was chosen, one clause; default "it was started so".</summary>
    [Required]
    public string TopologyReason { get; set; } = "it was started so";
}
