namespace CdcAnalytics.LocalPostgres.Tests;

/// <summary>Writes each line at once, for the process that waits for it.</summary>
internal sealed class ConsoleProgress : IProgress<string>
{
    public void Report(string value) => Console.WriteLine(value);
}
