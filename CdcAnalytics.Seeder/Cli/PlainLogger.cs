using Microsoft.Extensions.Logging;

namespace CdcAnalytics.Seeder.Cli;

/// <summary>Messages as plain lines: warnings and worse on standard error, the others on standard output.</summary>
internal sealed class PlainLogger : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and not LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            (logLevel >= LogLevel.Warning ? Console.Error : Console.Out).WriteLine(formatter(state, exception));
        }
    }
}
