namespace CdcAnalytics.LocalPostgres;

/// <summary>Reads why initdb or a server start failed from what they wrote, and says what to do about it.</summary>
internal static class StartFailure
{
    // What Postgres writes (English, since the server runs with LC_ALL=C), and what helps.
    private static readonly (string Sign, string Advice)[] Signs =
    [
        ("No space left on device", "The disk is full; free some space or set another folder for the server's data."),
        ("Address already in use", "The port is taken by another program; set another port or leave it out."),
        ("could not create any TCP/IP sockets", "The port cannot be opened on 127.0.0.1; set another port."),
        ("Permission denied", "A folder cannot be entered or written by Postgres' user; set another folder."),
        ("Read-only file system", "The folder is on a read-only file system; set another folder."),
        ("could not resize shared memory segment", "Shared memory is short (in a container: --shm-size=256m)."),
        ("could not map anonymous shared memory", "Memory is short; lower the shared buffers."),
        ("database files are incompatible", "The data was made by another major version; use that version's programs, "
            + "or move the data folder away to start afresh."),
        ("must be owner of", "The data folder belongs to another user; start this program as that user."),
        ("has wrong ownership", "The data folder belongs to another user; start this program as that user."),
        ("cannot be run as root", "Start this program as an ordinary user, or create the user 'postgres'."),
        ("error while loading shared libraries", "A library of the server's programs is missing on this machine."),
        ("could not access the server configuration file", "The data folder is incomplete; move it away to "
            + "start afresh."),
    ];

    /// <summary>Whether a start failed only because children of a killed postmaster still hold its memory.</summary>
    public static bool IsWaitingForOrphanedBackends(IReadOnlyList<string> log) =>
        log.Any(line => line.Contains("pre-existing shared memory block", StringComparison.Ordinal));

    /// <summary>
    /// Whether a start failed because a server of this data directory came up meanwhile: one that a killed run had just
    /// started, and that had written no pid file yet when this run looked.
    /// </summary>
    public static bool IsAlreadyRunning(IReadOnlyList<string> log) =>
        log.Any(line => line.Contains("lock file \"postmaster.pid\" already exists", StringComparison.Ordinal));

    /// <summary>Whether a start failed because the port was taken in the meantime.</summary>
    public static bool IsPortTaken(IReadOnlyList<string> log) =>
        log.Any(line => line.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal));

    /// <summary>
    /// Whether the server ended without a word of why, as one does that is killed while it starts: nothing but notes of
    /// progress, and refusals of those who came too early.
    /// </summary>
    public static bool IsUnexplained(IReadOnlyList<string> log) =>
        log.All(line => line.Contains(" LOG:  ", StringComparison.Ordinal)
            || line.Contains(" FATAL:  the database system is ", StringComparison.Ordinal));

    /// <summary>One message: what failed, what to do when it is known, and the last lines that were written.</summary>
    public static LocalPostgresException Explain(string what, IReadOnlyList<string> log, string logPlace)
    {
        var advice = Signs.Where(sign => log.Any(line => line.Contains(sign.Sign, StringComparison.Ordinal)))
            .Select(sign => sign.Advice)
            .FirstOrDefault("The last lines may tell why.");
        var lines = log.Count > 0 ? string.Join("\n  ", log) : "(nothing was written)";
        return new LocalPostgresException($"{what} {advice}\n{logPlace}:\n  {lines}");
    }
}
