using CdcAnalytics.Engine.Plans;

namespace CdcAnalytics.Engine.Execution;

/// <summary>Passes on the rows for which a predicate is true.</summary>
internal sealed class FilterStage : RowSink
{
    private readonly RowPredicate _predicate;
    private readonly RowSink _output;

    /// <summary>A filter before another stage.</summary>
    public FilterStage(RowPredicate predicate, RowSink output)
    {
        _predicate = predicate;
        _output = output;
    }

    /// <inheritdoc/>
    public override void Push(long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
    {
        if (_predicate(words, wordOffset, texts, textOffset))
        {
            _output.Push(words, wordOffset, texts, textOffset, weight);
        }
    }
}
