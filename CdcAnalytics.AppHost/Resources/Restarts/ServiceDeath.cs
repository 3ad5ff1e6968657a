namespace CdcAnalytics.AppHost.Resources.Restarts;

/// <summary>Tells a process that died from one that somebody stopped.</summary>
public static class ServiceDeath
{
    // Ended by Ctrl-C or by a request to terminate, as shells count them.
    private const int Interrupted = 130;

    private const int Terminated = 143;

    /// <summary>Whether a resource has come to an end nobody asked for.</summary>
    /// <param name="state">The resource's state, one of <see cref="KnownResourceStates"/>.</param>
    /// <param name="exitCode">Of its process; null while it runs, or when it never did.</param>
    public static bool Is(string? state, int? exitCode) =>
        state is not null
        && KnownResourceStates.TerminalStates.Contains(state)
        && exitCode is not (null or 0 or Interrupted or Terminated);
}
