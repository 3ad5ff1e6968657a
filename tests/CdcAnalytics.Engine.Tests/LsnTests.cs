using CdcAnalytics.Engine.Positions;

namespace CdcAnalytics.Engine.Tests;

public sealed class LsnTests
{
    [Theory]
    [InlineData("0/0", 0UL)]
    [InlineData("16/B374D848", 0x16B374D848UL)]
    [InlineData("FFFFFFFF/FFFFFFFF", ulong.MaxValue)]
    public void An_lsn_reads_and_prints_as_Postgres_does(string text, ulong value)
    {
        Assert.Equal(new Lsn(value), Lsn.Parse(text));
        Assert.Equal(text, new Lsn(value).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("16")]
    [InlineData("/16")]
    [InlineData("16/")]
    [InlineData("G/1")]
    [InlineData("1/100000000")]
    public void What_is_no_lsn_is_refused_with_an_example(string text)
    {
        var exception = Assert.Throws<FormatException>(() => Lsn.Parse(text));
        Assert.Contains("16/B374D848", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lsns_are_ordered_by_position() => Assert.True(new Lsn(9) < new Lsn(10) && new Lsn(10) >= new Lsn(10));
}
