namespace CdcAnalytics.ConnectorManager.Desired;

/// <summary>What one connector is to be: its file with the placeholders filled.</summary>
/// <param name="Name">The connector's name in Connect.</param>
/// <param name="Config">Its settings as they are sent; secrets are references, never values.</param>
/// <param name="File">The file it was read from.</param>
public sealed record DesiredConnector(string Name, IReadOnlyDictionary<string, string> Config, string File)
{
    /// <summary>The setting that names the connector's Java class.</summary>
    internal const string ClassKey = "connector.class";

    /// <summary>The connector's Java class, which must be loaded in Connect.</summary>
    public string ClassName => Config[ClassKey];

    /// <summary>A setting, null where it is not set.</summary>
    internal string? Setting(string key) => Config.TryGetValue(key, out var value) ? value : null;

    /// <summary>Whether Connect runs exactly this; it keeps the name among the settings.</summary>
    internal bool IsSameAs(IReadOnlyDictionary<string, string> running) =>
        running.Count(setting => setting.Key != "name") == Config.Count
        && Config.All(setting => running.TryGetValue(setting.Key, out var value) && value == setting.Value);
}
