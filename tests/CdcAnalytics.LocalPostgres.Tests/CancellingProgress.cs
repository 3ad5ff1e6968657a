namespace CdcAnalytics.LocalPostgres.Tests;

/// <summary>Cancels as soon as a line with a given beginning is reported.</summary>
internal sealed class CancellingProgress(string beginning, CancellationTokenSource source) : IProgress<string>
{
    public void Report(string value)
    {
        if (value.StartsWith(beginning, StringComparison.Ordinal))
        {
            source.Cancel();
        }
    }
}
