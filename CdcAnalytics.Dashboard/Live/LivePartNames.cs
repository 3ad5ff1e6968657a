namespace CdcAnalytics.Dashboard.Live;

/// <summary>Event names of the stream, as the page listens to them.</summary>
internal static class LivePartNames
{
    private static readonly string[] _names =
        [.. Enum.GetValues<LivePart>().Select(part => part.ToString().ToLowerInvariant())];

    /// <summary>The name of a part, such as "hours".</summary>
    public static string Of(LivePart part) => _names[(int)part];
}
