namespace CdcAnalytics.Seeder;

/// <summary>
/// A failure the user can mend: its message is one line that names the thing, the place and what was expected.
/// </summary>
/// <param name="message">One line for the user; never holds a secret.</param>
/// <param name="innerException">What was thrown underneath, for the log.</param>
public sealed class SeederException(string message, Exception? innerException = null)
    : Exception(message, innerException);
