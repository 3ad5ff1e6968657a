using System.CommandLine;
using CdcAnalytics.AppHost.Topologies;

namespace CdcAnalytics.AppHost.Tests.Topologies;

public sealed class TopologySettingTests
{
    [Theory]
    [InlineData("--topology auto", "auto")]
    [InlineData("--topology embedded", "embedded")]
    [InlineData("--topology distributed", "distributed")]
    [InlineData("", "auto")]
    public void A_known_value_is_taken_and_auto_is_the_default(string commandLine, string expected)
    {
        var option = TopologySetting.CreateOption();
        var parsed = new RootCommand { option }.Parse(commandLine);

        Assert.Empty(parsed.Errors);
        Assert.Equal(expected, parsed.GetValue(option));
    }

    [Fact]
    public void An_unknown_value_is_refused_with_what_was_expected()
    {
        var parsed = new RootCommand { TopologySetting.CreateOption() }.Parse("--topology kafka");

        Assert.Equal(
            ["--topology is 'kafka'; expected auto, embedded or distributed."],
            parsed.Errors.Select(error => error.Message));
    }
}
