using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

public sealed class AggregateTests
{
    private static readonly ColumnType Mean = new(ValueKind.Decimal, 38, 6, IsNullable: true);

    [Fact]
    public void NULL_arguments_count_only_in_COUNT_star()
    {
        var engine = new EngineHarness(Queries.ByZone(
            ("rows", Queries.Count), ("values", Call(AggregateFunction.Count, Amount, Long)),
            ("sum", Queries.SumOfAmount), ("mean", Call(AggregateFunction.Average, Amount, Mean)),
            ("least", Call(AggregateFunction.Minimum, Amount, Money))));
        engine.Run(Insert(Trip(1, "10:00", amount: null)));
        Assert.Equal(["""{"zone":1,"rows":1,"values":0,"sum":null,"mean":null,"least":null}"""], engine.Rows());
        engine.Run(Insert(Trip(2, "10:00", amount: 0.02m)), Insert(Trip(3, "10:00", amount: 0.01m)));
        Assert.Equal(["""{"zone":1,"rows":3,"values":2,"sum":0.03,"mean":0.015000,"least":0.01}"""], engine.Rows());
    }

    [Theory]
    [InlineData(0.01, 0.01, 0.02, "0.013333")]
    [InlineData(0.01, 0.02, 0.02, "0.016667")]
    [InlineData(-0.01, -0.02, -0.02, "-0.016667")]
    public void An_average_is_rounded_half_away_from_zero(double first, double second, double third, string mean)
    {
        var engine = new EngineHarness(Queries.ByZone(("mean", Call(AggregateFunction.Average, Amount, Mean))));
        engine.Run(
            Insert(Trip(1, "10:00", amount: (decimal)first)),
            Insert(Trip(2, "10:00", amount: (decimal)second)),
            Insert(Trip(3, "10:00", amount: (decimal)third)));
        Assert.Equal([$"{{\"zone\":1,\"mean\":{mean}}}"], engine.Rows());
    }

    [Fact]
    public void An_average_of_integers_is_truncated()
    {
        var engine = new EngineHarness(Queries.ByZone(("mean", Call(AggregateFunction.Average, Id, LongOrNull))));
        engine.Run(Insert(Trip(-1, "10:00")), Insert(Trip(-2, "10:00")));
        Assert.Equal(["""{"zone":1,"mean":-1}"""], engine.Rows());
    }

    [Fact]
    public void A_lost_extremum_gives_way_to_the_next()
    {
        var engine = new EngineHarness(Queries.ByZone(
            ("least", Call(AggregateFunction.Minimum, Kind, Text)),
            ("most", Call(AggregateFunction.Maximum, Kind, Text))));
        engine.Run(
            Insert(Trip(1, "10:00", kind: "b")),
            Insert(Trip(2, "10:00", kind: "a")),
            Insert(Trip(3, "10:00", kind: "a")));
        engine.Run(Delete(Trip(2, "10:00", kind: "a")));
        Assert.Equal(["""{"zone":1,"least":"a","most":"b"}"""], engine.Rows());
        engine.Restart();
        engine.Run(Delete(Trip(3, "10:00", kind: "a")), Insert(Trip(4, "10:00", kind: "aa")));
        Assert.Equal(["""{"zone":1,"least":"aa","most":"b"}"""], engine.Rows());
    }

    [Fact]
    public void Texts_are_ordered_by_code_point_not_by_utf16()
    {
        var engine = new EngineHarness(Queries.ByZone(("most", Call(AggregateFunction.Maximum, Kind, Text))));
        engine.Run(Insert(Trip(1, "10:00", kind: "\uFF21")), Insert(Trip(2, "10:00", kind: "\U00010400")));
        Assert.Equal(["""{"zone":1,"most":"\uD801\uDC00"}"""], engine.Rows());
    }

    [Fact]
    public void DISTINCT_counts_equal_values_once_while_one_of_them_stands()
    {
        var engine = new EngineHarness(Queries.ByZone(
            ("kinds", new AggregateCall(AggregateFunction.Count, Kind, true, Long)),
            ("sum", new AggregateCall(AggregateFunction.Sum, Amount, true, Money))));
        engine.Run(
            Insert(Trip(1, "10:00", kind: "a", amount: 2m)), Insert(Trip(2, "10:00", kind: "a", amount: 2m)),
            Insert(Trip(3, "10:00", kind: null, amount: 3m)));
        Assert.Equal(["""{"zone":1,"kinds":1,"sum":5.00}"""], engine.Rows());
        engine.Run(Delete(Trip(1, "10:00", kind: "a", amount: 2m)));
        Assert.Equal(["""{"zone":1,"kinds":1,"sum":5.00}"""], engine.Rows());
        engine.Run(Delete(Trip(2, "10:00", kind: "a", amount: 2m)));
        Assert.Equal(["""{"zone":1,"kinds":0,"sum":3.00}"""], engine.Rows());
    }

    [Fact]
    public void Without_groups_one_row_stands_from_the_first_epoch_on()
    {
        var engine = new EngineHarness(Queries.OfAll(("trips", Queries.Count), ("amount", Queries.SumOfAmount)));
        engine.Run();
        Assert.Equal(["""{"trips":0,"amount":null}"""], engine.Rows());
        engine.Run(Insert(Trip(1, "10:00")));
        Assert.Equal(["""{"trips":1,"amount":1.00}"""], engine.Rows());
        engine.Restart();
        Assert.Empty(engine.Run().Results);
        engine.Run(Delete(Trip(1, "10:00")));
        Assert.Equal(["""{"trips":0,"amount":null}"""], engine.Rows());
    }

    [Fact]
    public void A_sum_beyond_38_digits_withholds_its_row_until_it_fits_again()
    {
        var most = Int128.Parse("99999999999999999999999999999999999999", null);
        object?[] first = [1L, At("2024-01-01 10:00"), 1, most, null];
        object?[] second = [2L, At("2024-01-01 10:00"), 1, most, null];
        var engine = new EngineHarness(Queries.ByZone(("amount", Queries.SumOfAmount)));
        engine.Run(Insert(first), Insert(second));
        Assert.Empty(engine.Rows());
        var quarantined = Assert.Single(engine.Sink.Quarantined);
        Assert.Equal((null, "result", "1"), (quarantined.Table, quarantined.Query, quarantined.RowKey));
        Assert.Contains("'amount'", quarantined.Reason, StringComparison.Ordinal);
        engine.Run(Delete(second));
        Assert.Equal(["""{"zone":1,"amount":999999999999999999999999999999999999.99}"""], engine.Rows());
    }

    [Fact]
    public void A_sum_of_doubles_is_refused_with_what_to_write_instead()
    {
        var call = Call(AggregateFunction.Sum, Kind, Money);
        var exception = Assert.Throws<NotSupportedException>(() => new EngineHarness(Queries.ByZone(("sum", call))));
        Assert.Contains("Cast the argument", exception.Message, StringComparison.Ordinal);
    }

    private static AggregateCall Call(AggregateFunction function, int argument, ColumnType result) =>
        new(function, argument, IsDistinct: false, result);
}
