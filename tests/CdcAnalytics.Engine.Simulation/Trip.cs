namespace CdcAnalytics.Engine.Simulation;

/// <summary>A row of the simulated table of trips.</summary>
internal sealed record Trip(long Id, DateTime At, int? Zone, string? Kind, decimal? Amount, int Seconds)
{
    public object?[] ToRow() => [Id, At, Zone, Kind, Amount, Seconds];

    public static Trip? Of(IReadOnlyList<object?>? row) => row is null
        ? null
        : new Trip((long)row[0]!, (DateTime)row[1]!, (int?)row[2], (string?)row[3], (decimal?)row[4], (int)row[5]!);
}
