using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Execution;

/// <summary>Computes each row anew, into a row of its own that is used again for the next.</summary>
internal sealed class ProjectStage : RowSink
{
    private readonly RowProjection _projection;
    private readonly RowSink _output;
    private readonly long[] _words;
    private readonly string?[] _texts;

    /// <summary>A projection before another stage.</summary>
    public ProjectStage(RowProjection projection, RowType type, RowSink output)
    {
        _projection = projection;
        _output = output;
        _words = new long[type.WordCount];
        _texts = new string?[type.TextCount];
    }

    /// <inheritdoc/>
    public override void Push(long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
    {
        Array.Clear(_words);
        Array.Clear(_texts);
        _projection(words, wordOffset, texts, textOffset, _words, 0, _texts, 0);
        _output.Push(_words, 0, _texts, 0, weight);
    }
}
