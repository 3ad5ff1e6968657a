using System.Globalization;
using Aspire.Hosting.Docker.Resources.ComposeNodes;

namespace CdcAnalytics.AppHost.Resources.Containers;

/// <summary>What every service of a published compose file has alike.</summary>
internal static class ComposeServiceExtensions
{
    /// <summary>When a dead process is started again. Not "always": what a person stopped stays stopped.</summary>
    public const string RestartPolicy = "unless-stopped";

    /// <summary>Limits a service's memory, in MiB, and has it started again when it dies.</summary>
    public static void Limit(this Service service, int memoryMegabytes)
    {
        var memory = string.Create(CultureInfo.InvariantCulture, $"{memoryMegabytes}M");
        service.Restart = RestartPolicy;
        service.Deploy = new() { Resources = new() { Limits = new() { Memory = memory } } };
    }

    /// <summary>Has the service asked for its health by a shell command inside of it; exit code 0 is healthy.</summary>
    public static void CheckHealthBy(this Service service, string command) =>
        service.Healthcheck = new()
        {
            Test = ["CMD-SHELL", command],
            Interval = "5s",
            Timeout = "5s",
            StartPeriod = "120s",
            Retries = 24,
        };
}
