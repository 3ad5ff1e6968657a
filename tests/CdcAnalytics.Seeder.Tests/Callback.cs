namespace CdcAnalytics.Seeder.Tests;

/// <summary>Calls back at once, on the thread that reports.</summary>
internal sealed class Callback<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
