namespace CdcAnalytics.Topologies.Phases;

/// <summary>From the start of the host's process, in seconds.</summary>
internal sealed record StartUpFigures
{
    /// <summary>Trips that were inserted meanwhile.</summary>
    public required long Trips { get; init; }

    /// <summary>To the source tables and their zones.</summary>
    public required double TablesSeconds { get; init; }

    /// <summary>To the commit of the last trip.</summary>
    public required double TripsInsertedSeconds { get; init; }

    /// <summary>To the first row in any result table.</summary>
    public required double FirstRowSeconds { get; init; }

    /// <summary>To all live tables equal to the batch answer.</summary>
    public required double ExactSeconds { get; init; }

    /// <summary>
    /// Share of all cores that other programs of the machine used until then, 0 to 1; initdb is one of them.
    /// </summary>
    public required double OthersCpuShare { get; init; }

    /// <summary>Rows of each live table then, to see that something was compared.</summary>
    public required IReadOnlyDictionary<string, long> LiveTableRows { get; init; }
}
