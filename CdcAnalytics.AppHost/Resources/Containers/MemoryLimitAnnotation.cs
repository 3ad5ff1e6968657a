namespace CdcAnalytics.AppHost.Resources.Containers;

/// <summary>How much memory a container may have.</summary>
/// <param name="Megabytes">The limit in MiB.</param>
internal sealed record MemoryLimitAnnotation(int Megabytes) : IResourceAnnotation;
