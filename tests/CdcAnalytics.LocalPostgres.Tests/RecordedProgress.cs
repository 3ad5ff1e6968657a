using System.Collections.Concurrent;

namespace CdcAnalytics.LocalPostgres.Tests;

/// <summary>Keeps the lines a person would have seen, in order.</summary>
internal sealed class RecordedProgress : IProgress<string>
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Report(string value) => _lines.Enqueue(value);
}
