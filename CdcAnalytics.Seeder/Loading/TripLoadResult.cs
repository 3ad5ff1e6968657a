namespace CdcAnalytics.Seeder.Loading;

/// <summary>A trip file all of whose rows are in the table or in quarantine.</summary>
/// <param name="FileIdentity">Hash of the file's content; the key in <c>seeder.trip_load</c> and
/// <c>seeder.quarantine</c>.</param>
/// <param name="TotalRows">Rows of the file; the sum of the next two.</param>
/// <param name="RowsLoaded">Rows in the table, of this run and earlier ones.</param>
/// <param name="RowsQuarantined">Rows in quarantine, of this run and earlier ones.</param>
/// <param name="RowsDoneBefore">Rows that earlier runs had loaded or put in quarantine.</param>
/// <param name="Elapsed">How long this run took.</param>
public sealed record TripLoadResult(
    string FileIdentity,
    long TotalRows,
    long RowsLoaded,
    long RowsQuarantined,
    long RowsDoneBefore,
    TimeSpan Elapsed);
