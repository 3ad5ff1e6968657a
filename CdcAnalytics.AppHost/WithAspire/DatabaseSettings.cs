namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>Names in the database that is captured, section <c>Database</c>. The password is generated.</summary>
internal sealed class DatabaseSettings
{
    /// <summary>The database; default taxi.</summary>
    public string Name { get; init; } = "taxi";

    /// <summary>Owner of the tables, and who replicates; default postgres.</summary>
    public string User { get; init; } = "postgres";
}
