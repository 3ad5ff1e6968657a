namespace CdcAnalytics.Cluster.Settings;

/// <summary>A setting of the engines is out of its range, or two of them contradict each other.</summary>
/// <param name="message">Names the setting, its value and what it may be.</param>
public sealed class ClusterSettingException(string message) : Exception(message);
