using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Tests;

public sealed class RowTypeTests
{
    private static readonly ColumnType Long = new(ValueKind.Int64, 0, 0, IsNullable: true);

    [Fact]
    public void A_decimal_takes_two_words_and_a_text_none()
    {
        var type = TripTables.Row(("a", Long), ("b", TripTables.Text), ("c", TripTables.Money), ("d", Long));
        Assert.Equal([1, 0, 2, 4], Enumerable.Range(0, 4).Select(type.OffsetOf));
        Assert.Equal((5, 1), (type.WordCount, type.TextCount));
    }

    [Fact]
    public void The_sixty_fifth_column_has_its_null_bit_in_a_second_word()
    {
        var type = TripTables.Row([.. Enumerable.Range(0, 65).Select(index => ($"c{index}", Long))]);
        var rows = new RowBuffer(type);
        rows.AddRow();
        rows.SetNull(0, 64);
        Assert.Equal(2, type.NullWordCount);
        Assert.Equal([64], Enumerable.Range(0, 65).Where(column => rows.IsNull(0, column)));
    }

    [Fact]
    public void Rows_survive_the_growth_of_their_buffer()
    {
        var rows = new RowBuffer(TripTables.Row(("a", Long), ("b", TripTables.Text), ("c", TripTables.Money)), 0);
        for (var row = 0; row < 100; row++)
        {
            rows.AddRow();
            rows.SetWord(row, 0, row);
            rows.SetText(row, 1, $"{row}");
            rows.SetDecimal(row, 2, -row);
        }

        Assert.All(
            Enumerable.Range(0, 100),
            row => Assert.Equal(
                (row, $"{row}", (Int128)(-row)),
                ((int)rows.GetWord(row, 0), rows.GetText(row, 1), rows.GetDecimal(row, 2))));
    }

    [Fact]
    public void A_row_prints_as_json_with_all_digits()
    {
        var type = TripTables.Row(
            ("n", Long),
            ("t", TripTables.Text),
            ("d", TripTables.Money),
            ("x", new ColumnType(ValueKind.Double, 0, 0, true)),
            ("b", new ColumnType(ValueKind.Boolean, 0, 0, true)), ("e", new ColumnType(ValueKind.Date, 0, 0, true)));
        var rows = new RowBuffer(type);
        Testing.Simulation.SimulatedRows.Write(
            rows, rows.AddRow(), [null, "a\"b", -0.05m, double.NaN, true, new DateOnly(2024, 2, 29)]);
        Assert.Equal(
            """{"n":null,"t":"a\"b","d":-0.05,"x":"NaN","b":true,"e":"2024-02-29"}""",
            RowFormat.JsonOf(type, rows.WordsOf(0), rows.TextsOf(0)));
    }
}
