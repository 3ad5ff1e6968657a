using CdcAnalytics.Flink.Terminal;

namespace CdcAnalytics.Flink.Tests;

public sealed class StatementSplitterTests
{
    [Fact]
    public void Semicolons_in_quotes_and_comments_end_no_statement()
    {
        var (complete, remainder) = StatementSplitter.Split("SELECT ';', `a;b`; -- no; end\nSELECT 2; SELECT 3");

        Assert.Equal(["SELECT ';', `a;b`", "-- no; end\nSELECT 2"], complete);
        Assert.Equal(" SELECT 3", remainder);
    }
}
