using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Engine.State;

namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// A step that keeps state. During an epoch it takes delta rows; when the epoch completes it is flushed, after all
/// below it and before all above it, and emits the difference of its output.
/// </summary>
internal abstract class StatefulOperator : RowSink
{
    private readonly QueryFaults _faults;
    private RowSink? _output;

    /// <summary>An operator whose output is connected later.</summary>
    protected StatefulOperator(RowType outputType, QueryFaults faults)
    {
        OutputType = outputType;
        _faults = faults;
    }

    /// <summary>The rows it emits.</summary>
    public RowType OutputType { get; }

    /// <summary>State that is stored with every epoch, in a fixed order.</summary>
    public abstract IEnumerable<StateTable> StoredTables { get; }

    /// <summary>State that is computed anew when restored.</summary>
    public virtual IEnumerable<StateTable> DerivedTables => [];

    /// <summary>Connects the step that takes the output.</summary>
    public void ConnectTo(RowSink output) => _output = output;

    /// <summary>Emits what the epoch changed in the output.</summary>
    public abstract void Flush();

    /// <summary>
    /// Emits the whole output as it is now, each row with weight +1. Only between its flush and the epoch's end.
    /// </summary>
    public abstract void Enumerate(RowSink sink);

    /// <summary>Ends the epoch: what was touched is settled.</summary>
    public abstract void EndEpoch();

    /// <summary>Computes what is not stored, after the stored tables were read and all below it was restored.</summary>
    public abstract void AfterRestore();

    /// <summary>Drops all state at once; the output is forgotten downstream as well.</summary>
    public abstract void Forget();

    /// <summary>Takes a TRUNCATE of the source table that feeds it: as if every row were deleted.</summary>
    public abstract void Truncate();

    /// <summary>
    /// Passes a row on; a row that cannot be computed further is withheld and, when it comes, quarantined.
    /// </summary>
    protected void Emit(long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
    {
        try
        {
            (_output ?? throw new InvalidOperationException("The operator is not connected."))
                .Push(words, wordOffset, texts, textOffset, weight);
        }
        catch (RowEvaluationException exception)
        {
            // The row's retraction fails on the same expression, so what was withheld is never taken back either.
            if (weight > 0)
            {
                Withhold(words, wordOffset, texts, textOffset, exception);
            }
        }
    }

    /// <summary>Passes a row to an enumeration; rows that cannot be computed are not part of the output.</summary>
    protected static void EmitTo(
        RowSink sink, long[] words, int wordOffset, string?[] texts, int textOffset, int weight)
    {
        try
        {
            sink.Push(words, wordOffset, texts, textOffset, weight);
        }
        catch (RowEvaluationException)
        {
            // It was withheld and quarantined when it came.
        }
    }

    /// <summary>Quarantines a row of the output.</summary>
    protected void Withhold(
        long[] words, int wordOffset, string?[] texts, int textOffset, RowEvaluationException exception) =>
        _faults.AddResultRow(
            OutputType,
            words.AsSpan(wordOffset, OutputType.WordCount),
            texts.AsSpan(textOffset, OutputType.TextCount),
            exception.Message);
}
