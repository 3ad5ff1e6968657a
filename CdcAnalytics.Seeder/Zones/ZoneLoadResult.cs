namespace CdcAnalytics.Seeder.Zones;

/// <summary>What loading zones changed.</summary>
/// <param name="Inserted">Zones that were new.</param>
/// <param name="Updated">Zones that were there with other values.</param>
/// <param name="Unchanged">Zones that were there already and were not touched.</param>
public sealed record ZoneLoadResult(int Inserted, int Updated, int Unchanged);
