namespace CdcAnalytics.Seeder.Tests.Corpus;

/// <summary>A damaged, foreign or odd input.</summary>
/// <param name="Name">What is odd about it.</param>
/// <param name="Option"><c>--trips</c> or <c>--zones</c>.</param>
/// <param name="Expectation">What it must lead to.</param>
/// <param name="MessagePart">A part of the line a refusal gives.</param>
/// <param name="WriteAsync">Writes it to a path.</param>
public sealed record CorpusFile(
    string Name, string Option, CorpusExpectation Expectation, string MessagePart, Func<string, Task> WriteAsync);
