namespace CdcAnalytics.Testing.Simulation;

/// <summary>A <see cref="FaultPlan"/> ends the run here: all that is in memory is lost.</summary>
public sealed class SimulatedCrashException : Exception
{
    public SimulatedCrashException(string message)
        : base(message)
    {
    }

    public SimulatedCrashException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public SimulatedCrashException()
        : base("Crash.")
    {
    }
}
