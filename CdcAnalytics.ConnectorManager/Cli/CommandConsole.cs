using Spectre.Console;

namespace CdcAnalytics.ConnectorManager.Cli;

/// <summary>Where commands print their tables.</summary>
internal static class CommandConsole
{
    // A pipe has no width of its own, and 80 columns would break names apart.
    private const int WidthWithoutTerminal = 200;

    /// <summary>A console over what standard output is now.</summary>
    public static IAnsiConsole Create()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        return console;
    }
}
