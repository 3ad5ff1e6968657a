namespace CdcAnalytics.AppHost.Resources.Telemetry;

/// <summary>Asks the JVM engines for their metrics and sends them to the Aspire dashboard, in a container.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class OpenTelemetryCollectorResource(string name) : ContainerResource(name);
