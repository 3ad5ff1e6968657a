using CdcAnalytics.AppHost.WithAspire;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

public sealed class HostOutputTests
{
    [Theory]
    [InlineData("2026-01-31T12:00:00.1234567Z Dashboard: http://127.0.0.1:5080", "Dashboard: http://127.0.0.1:5080")]
    [InlineData("2026-01-31T12:00:00Z   indented", "  indented")]
    [InlineData("2026-01-31T12:00:00Z ", "")]
    [InlineData("Dashboard: http://127.0.0.1:5080", "Dashboard: http://127.0.0.1:5080")]
    [InlineData("Z is no time", "Z is no time")]
    [InlineData("", "")]
    public void A_line_is_printed_as_the_host_wrote_it(string logged, string printed)
    {
        Assert.Equal(printed, HostOutput.WithoutTime(logged));
    }
}
