using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Postgres.Tests.Capture;

internal static class CaptureSamples
{
    public const string CreateTrip = """
        CREATE TABLE trip (id bigint PRIMARY KEY, zone int, amount numeric(10, 2) NOT NULL, note text, extra text);
        ALTER TABLE trip REPLICA IDENTITY FULL
        """;

    public const string SelectTrip = "SELECT id::text, zone::text, amount::text, note FROM trip";

    public const string CreateVisit = """
        CREATE TABLE visit (place text, day date, visits int NOT NULL, PRIMARY KEY (place, day));
        ALTER TABLE visit REPLICA IDENTITY FULL
        """;

    public const string SelectVisit = "SELECT place, (day - date '1970-01-01')::text, visits::text FROM visit";

    public static SourceTable Trip { get; } = Table(
        "trip",
        1,
        Column("id", ValueKind.Int64, isNullable: false),
        Column("zone", ValueKind.Int32),
        new Column("amount", new ColumnType(ValueKind.Decimal, 10, 2, IsNullable: false)),
        Column("note", ValueKind.Text));

    public static SourceTable Visit { get; } = Table(
        "visit",
        2,
        Column("place", ValueKind.Text, isNullable: false),
        Column("day", ValueKind.Date, isNullable: false),
        Column("visits", ValueKind.Int32, isNullable: false));

    public static Column Column(string name, ValueKind kind, bool isNullable = true) =>
        new(name, new ColumnType(kind, kind == ValueKind.Timestamp ? 6 : 0, 0, isNullable));

    public static SourceTable Table(string name, int keyColumns, params Column[] columns) =>
        new("public", name, new RowType(columns), [.. Enumerable.Range(0, keyColumns)], Watermark: null);
}
