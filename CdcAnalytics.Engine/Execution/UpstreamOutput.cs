namespace CdcAnalytics.Engine.Execution;

/// <summary>
/// The current output of a step below: the nearest state under it, walked through the filters and projections between.
/// </summary>
internal sealed class UpstreamOutput
{
    private readonly StatefulOperator _state;
    private readonly RowSink _entry;

    /// <summary>An output that is walked into a fixed end.</summary>
    /// <param name="state">Whose rows are walked.</param>
    /// <param name="entry">Where they enter; filters and projections, then the end.</param>
    public UpstreamOutput(StatefulOperator state, RowSink entry)
    {
        _state = state;
        _entry = entry;
    }

    /// <summary>Pushes every row of the output, each with weight +1, into the end.</summary>
    public void Enumerate() => _state.Enumerate(_entry);
}
