namespace CdcAnalytics.AppHost.Resources.Flink;

/// <summary>A TaskManager: runs the jobs' operators in its slots, in a container.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class FlinkTaskManagerResource(string name) : ContainerResource(name);
