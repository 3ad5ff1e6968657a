using System.Text.Json.Serialization;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>The state of a connector, or of one of its tasks, as Connect reports it.</summary>
/// <param name="Id">A task's number from 0; absent for the connector itself.</param>
/// <param name="State">RUNNING, FAILED, PAUSED, STOPPED, RESTARTING or UNASSIGNED.</param>
/// <param name="Trace">Java's stack trace of what ended it; null while it runs.</param>
public sealed record StateReport(
    [property: JsonPropertyName("id")] int? Id,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("trace")] string? Trace)
{
    /// <summary>It works.</summary>
    internal const string Running = "RUNNING";

    /// <summary>It ended on an error and stays so until it is restarted.</summary>
    internal const string Failed = "FAILED";

    /// <summary>Somebody paused it; it holds its place.</summary>
    internal const string Paused = "PAUSED";

    /// <summary>Somebody stopped it; it has no tasks.</summary>
    internal const string Stopped = "STOPPED";
}
