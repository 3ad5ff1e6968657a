using CdcAnalytics.Seeder.Loading;
using Spectre.Console;

namespace CdcAnalytics.Seeder.Cli;

/// <summary>Shows how far a load is: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal static class LoadDisplay
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

    public static async Task<TripLoadResult> RunAsync(Func<IProgress<TripLoadProgress>, Task<TripLoadResult>> load)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            return await load(new Lines());
        }

        return await AnsiConsole.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context => await load(new Bar(context.AddTask("rows", maxValue: 1))));
    }

    private static string Describe(TripLoadProgress value) =>
        $"{value.RowsDone:N0} of {value.TotalRows:N0} rows, {value.RowsPerSecond:N0} rows/s"
        + (value.RowsQuarantined > 0 ? $", {value.RowsQuarantined:N0} in quarantine" : "");

    private sealed class Bar(ProgressTask task) : IProgress<TripLoadProgress>
    {
        public void Report(TripLoadProgress value)
        {
            task.MaxValue = value.TotalRows;
            task.Value = value.RowsDone;
            task.Description = Markup.Escape(Describe(value));
        }
    }

    private sealed class Lines : IProgress<TripLoadProgress>
    {
        private long _lastLine = TimeProvider.System.GetTimestamp();

        public void Report(TripLoadProgress value)
        {
            if (TimeProvider.System.GetElapsedTime(_lastLine) < LineInterval)
            {
                return;
            }

            _lastLine = TimeProvider.System.GetTimestamp();
            Console.WriteLine(Describe(value) + (value.TimeLeft is { } left ? $", {left.TotalSeconds:N0} s left" : ""));
        }
    }
}
