using System.Globalization;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Testing.Simulation;

namespace CdcAnalytics.Engine.Tests;

/// <summary>The tables of these tests, trips (watermark one hour behind) and zones, and changes of them.</summary>
internal static class TripTables
{
    public const int Trips = 0;
    public const int Zones = 1;

    public const int Id = 0;
    public const int Time = 1;
    public const int Zone = 2;
    public const int Amount = 3;
    public const int Kind = 4;

    public static readonly ColumnType Long = new(ValueKind.Int64, 0, 0, IsNullable: false);
    public static readonly ColumnType LongOrNull = Long with { IsNullable = true };
    public static readonly ColumnType Int = new(ValueKind.Int32, 0, 0, IsNullable: true);
    public static readonly ColumnType Timestamp = new(ValueKind.Timestamp, 6, 0, IsNullable: false);
    public static readonly ColumnType Text = new(ValueKind.Text, 0, 0, IsNullable: true);
    public static readonly ColumnType Money = new(ValueKind.Decimal, 38, 2, IsNullable: true);

    public static readonly PlanNode.Source TripSource = new(
        Trips,
        new SourceTable(
            "public",
            "trips",
            Row(("id", Long), ("at", Timestamp), ("zone", Int), ("amount", Money), ("kind", Text)),
            [Id],
            new WatermarkDeclaration(Time, TimeSpan.FromHours(1))));

    public static readonly PlanNode.Source ZoneSource = new(
        Zones,
        new SourceTable(
            "public", "zones", Row(("id", Int with { IsNullable = false }), ("name", Text)), [0], Watermark: null));

    public static IReadOnlyList<SourceTable> Sources => [TripSource.Table, ZoneSource.Table];

    public static DateTime At(string time) => DateTime.Parse(time, CultureInfo.InvariantCulture);

    public static object?[] Trip(long id, string at, int? zone = 1, decimal? amount = 1m, string? kind = null) =>
        [id, At("2024-01-01 " + at), zone, amount, kind];

    public static SimulatedChange Insert(object?[] trip) => SimulatedChange.Insert(Trips, trip);

    public static SimulatedChange Delete(object?[] trip) => SimulatedChange.Delete(Trips, trip);

    public static SimulatedChange Update(object?[] before, object?[] after) =>
        SimulatedChange.Update(Trips, before, after);

    public static SimulatedChange InsertZone(int id, string name) => SimulatedChange.Insert(Zones, id, name);

    public static RowType Row(params (string Name, ColumnType Type)[] columns) =>
        new([.. columns.Select(column => new Column(column.Name, column.Type))]);
}
