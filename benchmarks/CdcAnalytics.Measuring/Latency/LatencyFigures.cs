namespace CdcAnalytics.Measuring.Latency;

/// <summary>How long committed changes took to become visible in a result table.</summary>
public record LatencyFigures
{
    /// <summary>What was asked for.</summary>
    public required int ChangesPerSecond { get; init; }

    /// <summary>What the clients managed.</summary>
    public required double AchievedChangesPerSecond { get; init; }

    /// <summary>Milliseconds from the client hearing of its commit to its change read from a result table.</summary>
    public required Percentiles CommitToVisibleMilliseconds { get; init; }

    /// <summary>The same from the moment the client sent its INSERT: its own commit's flush is in it.</summary>
    public required Percentiles SentToVisibleMilliseconds { get; init; }

    /// <summary>Milliseconds a client's own INSERT and commit took.</summary>
    public required Percentiles SourceCommitMilliseconds { get; init; }

    /// <summary>Milliseconds the reader's query took, which every figure includes.</summary>
    public required Percentiles QueryMilliseconds { get; init; }
}
