namespace CdcAnalytics.Flink.Rest;

/// <summary>A job as the JobManager knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">RUNNING, RESTARTING, FAILED and so on.</param>
/// <param name="StartedAt">When it was submitted.</param>
public sealed record FlinkJob(string Id, string Name, string State, DateTimeOffset StartedAt)
{
    /// <summary>Whether it has ended for good.</summary>
    public bool HasEnded => State is "FINISHED" or "CANCELED" or "FAILED";

    /// <summary>Whether it works.</summary>
    public bool IsRunning => State == "RUNNING";
}
