namespace CdcAnalytics.AppHost.Resources.Postgres;

/// <summary>The images of the database and of its web page.</summary>
internal static class PostgresContainerImageTags
{
    /// <summary>Official image postgres.</summary>
    public const string Tag = "18.3";

    /// <summary>Image dpage/pgadmin4.</summary>
    public const string PgAdminTag = "9.15";
}
