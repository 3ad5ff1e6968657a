namespace CdcAnalytics.Distributed;

/// <summary>What the .NET services are called in logs and messages.</summary>
public static class ServiceNames
{
    /// <summary>The service that makes trips happen; absent without a demonstration.</summary>
    public const string Seeder = "seeder";

    /// <summary>The service that keeps the connectors as they should be.</summary>
    public const string ConnectorManager = "connector-manager";

    /// <summary>The service that keeps the Flink job running.</summary>
    public const string Submitter = "flink-submitter";

    /// <summary>The page.</summary>
    public const string Dashboard = "dashboard";

    /// <summary>All names, in the order in which they depend on each other.</summary>
    public static IReadOnlyList<string> All { get; } = [Seeder, ConnectorManager, Submitter, Dashboard];
}
