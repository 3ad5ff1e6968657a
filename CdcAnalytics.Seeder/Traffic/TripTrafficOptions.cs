using System.ComponentModel.DataAnnotations;

namespace CdcAnalytics.Seeder.Traffic;

/// <summary>What happens in the source tables of a demonstration; section <c>Seeder</c> of the configuration.</summary>
public sealed class TripTrafficOptions
{
    /// <summary>The section's name in the configuration.</summary>
    public const string SectionName = "Seeder";

    /// <summary>
    /// A TLC yellow-taxi Parquet file to load at first, instead of synthetic history; null for none, the default.
    /// </summary>
    public string? TripsFile { get; set; }

    /// <summary>
    /// Synthetic trips loaded at the first start, counted over all runs; 0 to 10,000,000; default 50,000. None where a
    /// file is loaded.
    /// </summary>
    [Range(0, 10_000_000)]
    public int HistoryTrips { get; set; } = 50_000;

    /// <summary>Trips that happen a second, 0 to 10,000; 0 for none; default 100.</summary>
    [Range(0, 10_000)]
    public double TripsPerSecond { get; set; } = 100;

    /// <summary>
    /// Corrections (changed tips and totals, deleted refunds) for each trip; 0 to 1; default 0.1.
    /// </summary>
    [Range(0, 1)]
    public double CorrectionsShare { get; set; } = 0.1;

    /// <summary>Seed of all that is random in the synthetic trips; default 1.</summary>
    public long Seed { get; set; } = 1;
}
