using CdcAnalytics.AppHost.Resources.Restarts;

namespace CdcAnalytics.AppHost.Tests.WithAspire.Restarts;

public sealed class ServiceDeathTests
{
    [Theory]
    [InlineData("Running", null, false)]
    [InlineData("Finished", 0, false)]
    [InlineData("Finished", 130, false)]
    [InlineData("Exited", 143, false)]
    [InlineData("Finished", null, false)]
    [InlineData("Finished", 137, true)]
    [InlineData("Exited", 1, true)]
    [InlineData("Exited", -1, true)]
    public void A_process_died_when_it_ended_and_nobody_had_asked_it_to(string state, int? exitCode, bool isDeath)
    {
        Assert.Equal(isDeath, ServiceDeath.Is(state, exitCode));
    }
}
