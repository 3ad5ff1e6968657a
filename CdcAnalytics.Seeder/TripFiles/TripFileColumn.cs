using CdcAnalytics.Seeder.Trips;
using Parquet.Schema;

namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>Where a table's column comes from in a trip file.</summary>
/// <param name="Target">The table's column.</param>
/// <param name="Kind">How the file holds it.</param>
/// <param name="Field">The file's field; null when <see cref="FileValueKind.Absent"/>.</param>
/// <param name="UnitsPerSecond">Of a <see cref="FileValueKind.Time"/>: 1,000, 1,000,000 or 1,000,000,000; null
/// otherwise.</param>
internal sealed record TripFileColumn(
    TripColumn Target, FileValueKind Kind, DataField? Field = null, long? UnitsPerSecond = null);
