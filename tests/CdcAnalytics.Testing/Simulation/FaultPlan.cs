namespace CdcAnalytics.Testing.Simulation;

/// <summary>Decides from a seed where a run is cut off.</summary>
public sealed class FaultPlan
{
    private readonly Random _random;
    private readonly double _probability;
    private int _remaining;

    /// <summary>A plan of at most so many faults.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="probability">How likely a fault is at each point passed, 0 to 1.</param>
    /// <param name="maxFaults">Faults at most, so that every run ends.</param>
    public FaultPlan(Random random, double probability, int maxFaults)
    {
        _random = random;
        _probability = probability;
        _remaining = maxFaults;
    }

    /// <summary>Faults so far.</summary>
    public int Faults { get; private set; }

    /// <summary>Throws when the plan has a fault here.</summary>
    /// <exception cref="SimulatedCrashException">The run ends here.</exception>
    public void Pass(FaultPoint point)
    {
        if (_remaining > 0 && _random.NextDouble() < _probability)
        {
            _remaining--;
            Faults++;
            throw new SimulatedCrashException($"Crash {Faults} {point}.");
        }
    }
}
