using System.CommandLine;
using CdcAnalytics.ConnectorManager.DeadLetters;
using CdcAnalytics.ConnectorManager.Topics;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace CdcAnalytics.ConnectorManager.Cli;

/// <summary>Prints the dead letters with the reasons that Connect wrote into their headers.</summary>
internal static class DeadLettersCommand
{
    private const int DefaultLimit = 50;
    private const int LongestText = 300;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var limit = new Option<int>("--limit")
        {
            Description = $"At most so many of each partition, the newest. Default {DefaultLimit}.",
            DefaultValueFactory = _ => DefaultLimit,
        };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                result.AddError("--limit must be from 1 to 10000.");
            }
        });
        var command = new Command("dead-letters", "Print the records that a sink could not read, and why.");
        command.Add(limit);
        command.SetAction((parsed, cancellationToken) => ManagerCommandLine.GuardAsync(
            () => PrintAsync(parsed.GetValue(limit), cancellationToken)));
        return command;
    }

    private static async Task<int> PrintAsync(int limit, CancellationToken cancellationToken)
    {
        var settings = ManagerCommandLine.ReadSettings();
        var topics = ManagerTopics.DeadLettersOf(settings.ReadConnectors());
        using var reader = new DeadLetterReader(settings.BootstrapServers, NullLogger.Instance);
        // The client's calls block.
        var letters = await Task.Run(() => reader.Read(topics, limit, cancellationToken), cancellationToken);
        if (letters.Count == 0)
        {
            Console.WriteLine($"No dead letters in {string.Join(", ", topics.DefaultIfEmpty("any topic"))}.");
            return 0;
        }

        var console = CommandConsole.Create();
        foreach (var letter in letters)
        {
            var grid = new Grid().AddColumn().AddColumn();
            Add(grid, "Dead letter", $"{letter.At}, {letter.WrittenAt:yyyy-MM-dd HH:mm:ss} UTC");
            Add(grid, "From", $"{letter.Origin}, read by {letter.Connector}");
            Add(grid, "Failed at", letter.Stage);
            Add(grid, "Reason", letter.Reason);
            Add(grid, "Key", letter.Key);
            Add(grid, "Value", letter.Value);
            console.Write(grid);
            console.WriteLine();
        }

        return 0;
    }

    // As text, never as markup: a record may hold anything.
    private static void Add(Grid grid, string name, string? text) => grid.AddRow(
        new Text(name), new Text(text is { Length: > LongestText } ? text[..LongestText] + "..." : text ?? "(null)"));
}
