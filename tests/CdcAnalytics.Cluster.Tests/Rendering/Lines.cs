namespace CdcAnalytics.Cluster.Tests.Rendering;

/// <summary>A rendering as text, to be compared whole.</summary>
internal static class Lines
{
    public static string Of(IReadOnlyDictionary<string, string> rendering) =>
        string.Join('\n', rendering.Select(property => $"{property.Key}={property.Value}"));
}
