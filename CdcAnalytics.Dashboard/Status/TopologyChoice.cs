namespace CdcAnalytics.Dashboard.Status;

/// <summary>Which topology runs, and why this one was chosen.</summary>
/// <param name="Name">Short name, such as "embedded".</param>
/// <param name="Reason">One clause a person can read, such as "no container runtime was found".</param>
public sealed record TopologyChoice(string Name, string Reason);
