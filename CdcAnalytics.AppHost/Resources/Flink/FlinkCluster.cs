namespace CdcAnalytics.AppHost.Resources.Flink;

/// <summary>The containers that are Flink together.</summary>
/// <param name="JobManager">Schedules; REST API and web page.</param>
/// <param name="TaskManagers">Run the operators; at least one.</param>
/// <param name="Gateway">Takes SQL.</param>
/// <param name="State">Where checkpoints and savepoints are.</param>
internal sealed record FlinkCluster(
    IResourceBuilder<FlinkJobManagerResource> JobManager,
    IReadOnlyList<IResourceBuilder<FlinkTaskManagerResource>> TaskManagers,
    IResourceBuilder<FlinkSqlGatewayResource> Gateway,
    FlinkState State);
