namespace CdcAnalytics.Engine.Simulation;

/// <summary>A row of the simulated table of zones.</summary>
internal sealed record Zone(int Id, string Name, string? Borough)
{
    public object?[] ToRow() => [Id, Name, Borough];

    public static Zone? Of(IReadOnlyList<object?>? row) =>
        row is null ? null : new Zone((int)row[0]!, (string)row[1]!, (string?)row[2]);
}
