using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Postgres.Sink;

namespace CdcAnalytics.Postgres.Tests.Sink;

public sealed class ResultTableDefinitionTests
{
    [Fact]
    public void Every_type_has_its_postgres_name()
    {
        var table = new ResultTable(
            "all_types",
            new RowType(
            [
                new Column("a", new ColumnType(ValueKind.Timestamp, 6, 0, IsNullable: false)),
                new Column("b", new ColumnType(ValueKind.Timestamp, 0, 0, IsNullable: true)),
                new Column("c", new ColumnType(ValueKind.Int32, 0, 0, IsNullable: true)),
                new Column("d", new ColumnType(ValueKind.Int64, 0, 0, IsNullable: false)),
                new Column("e", new ColumnType(ValueKind.Decimal, 38, 6, IsNullable: true)),
                new Column("f", new ColumnType(ValueKind.Text, 0, 0, IsNullable: true)),
                new Column("g", new ColumnType(ValueKind.Double, 0, 0, IsNullable: true)),
                new Column("h", new ColumnType(ValueKind.Boolean, 0, 0, IsNullable: true)),
                new Column("i", new ColumnType(ValueKind.Date, 0, 0, IsNullable: true)),
            ]),
            [3, 0],
            IsFinal: true);

        Assert.Equal(
            """
            CREATE TABLE analytics."all_types" (
              "a" timestamp(6) without time zone NOT NULL,
              "b" timestamp(0) without time zone,
              "c" integer,
              "d" bigint NOT NULL,
              "e" numeric(38,6),
              "f" text,
              "g" double precision,
              "h" boolean,
              "i" date,
              PRIMARY KEY ("d", "a")
            )
            """,
            ResultTableDefinition.CreateStatement(table));
    }

    [Fact]
    public void Live_table_leaves_room_in_its_pages() =>
        Assert.EndsWith(
            "WITH (fillfactor = 80)",
            ResultTableDefinition.CreateStatement(SinkSamples.Live),
            StringComparison.Ordinal);

    [Fact]
    public void Quote_in_a_name_is_doubled() =>
        Assert.Equal("\"a\"\"; DROP TABLE b; --\"", SqlIdentifier.Quote("a\"; DROP TABLE b; --"));

    [Fact]
    public void Name_longer_than_postgres_keeps_is_refused() =>
        Assert.Throws<ArgumentException>(() => SqlIdentifier.Quote(new string('é', 32)));

    [Fact]
    public void Table_without_a_primary_key_is_refused() =>
        Assert.Throws<ArgumentException>(
            () => ResultTableDefinition.CreateStatement(SinkSamples.Live with { PrimaryKey = [] }));
}
