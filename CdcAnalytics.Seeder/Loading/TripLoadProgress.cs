namespace CdcAnalytics.Seeder.Loading;

/// <summary>How far a trip file is loaded, after each transaction.</summary>
/// <param name="TotalRows">Rows of the file.</param>
/// <param name="RowsLoaded">Rows in the table, of this run and earlier ones.</param>
/// <param name="RowsQuarantined">Rows in quarantine, of this run and earlier ones.</param>
/// <param name="RowsPerSecond">Mean rate of this run.</param>
/// <param name="TimeLeft">At that rate; null until there is one.</param>
public sealed record TripLoadProgress(
    long TotalRows, long RowsLoaded, long RowsQuarantined, double RowsPerSecond, TimeSpan? TimeLeft)
{
    /// <summary>Rows that are loaded or in quarantine.</summary>
    public long RowsDone => RowsLoaded + RowsQuarantined;
}
