using System.CommandLine;

namespace CdcAnalytics.Seeder.Cli;

internal static class StreamCommand
{
    public static Command Create() => new("stream", "soon");
}
