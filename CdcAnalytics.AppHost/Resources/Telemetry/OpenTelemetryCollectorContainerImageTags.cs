namespace CdcAnalytics.AppHost.Resources.Telemetry;

/// <summary>OpenTelemetry's collector with the receivers of Prometheus pages and of Kafka.</summary>
internal static class OpenTelemetryCollectorContainerImageTags
{
    /// <summary>Where it comes from.</summary>
    public const string Registry = "docker.io";

    /// <summary>The OpenTelemetry project's own image.</summary>
    public const string Image = "otel/opentelemetry-collector-contrib";

    /// <summary>Its version.</summary>
    public const string Tag = "0.139.0";
}
