namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>The container images of the model; moved on purpose, never by themselves.</summary>
internal static class ContainerImageTags
{
    /// <summary>Official image postgres.</summary>
    public const string Postgres = "18.3";

    /// <summary>Image dpage/pgadmin4.</summary>
    public const string PgAdmin = "9.15";
}
