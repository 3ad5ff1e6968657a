namespace CdcAnalytics.Embedded.Settings;

/// <summary>
/// Everything that can be set, as given on the command line or in the environment; see <see cref="SettingsCommand"/>
/// for units, defaults and ranges, which are checked there.
/// </summary>
public sealed record EmbeddedSettings
{
    /// <summary>Connection string of a server that is already there; null to find or start one.</summary>
    public string? Connection { get; init; }

    /// <summary>Folder of the programs postgres and initdb; null to search.</summary>
    public string? PostgresBinaries { get; init; }

    /// <summary>Folder of the private server's data; null for the user's data folder.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Loopback port of the private server; null for the last one, or a free one.</summary>
    public int? PostgresPort { get; init; }

    /// <summary>Loopback port of the dashboard; null for 5080, or the next free one.</summary>
    public int? DashboardPort { get; init; }

    /// <summary>Folder of the pipeline's *.sql files; null for the NYC taxi pipelines.</summary>
    public string? Pipelines { get; init; }

    /// <summary>Names the slot, the publication and the checkpoint.</summary>
    public string Name { get; init; } = "cdc_analytics";

    /// <summary>Whether taxi trips are seeded and go on happening; null means only on the private server.</summary>
    public bool? Demo { get; init; }

    /// <summary>A TLC yellow Parquet file to load first, instead of synthetic history.</summary>
    public string? Trips { get; init; }

    /// <summary>Synthetic trips loaded at the first start.</summary>
    public int HistoryTrips { get; init; } = 50_000;

    /// <summary>Trips inserted per second; 0 stops the stream.</summary>
    public int TripsPerSecond { get; init; } = 100;

    /// <summary>Share of the rate that corrects or deletes earlier trips, 0 to 1.</summary>
    public double CorrectionsShare { get; init; } = 0.1;

    /// <summary>Seed of all that is random in the synthetic trips.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether changed queries rebuild their results (true) or refuse to start (false).</summary>
    public bool RebuildOnQueryChange { get; init; } = true;

    /// <summary>How far ahead of its commit an event time may lie and still move the watermark.</summary>
    public TimeSpan MaxEventTimeAhead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Change events in one epoch while catching up.</summary>
    public int MaxEpochEvents { get; init; } = 200_000;
}
