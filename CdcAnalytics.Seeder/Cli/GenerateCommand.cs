using System.CommandLine;

namespace CdcAnalytics.Seeder.Cli;

internal static class GenerateCommand
{
    public static Command Create() => new("generate", "soon");
}
