using System.Net.Sockets;
using Npgsql;

namespace CdcAnalytics.Postgres;

/// <summary>
/// Tells failures apart by their SQLSTATE.
/// <see href="https://www.postgresql.org/docs/18/errcodes-appendix.html"/>
/// </summary>
internal static class CaptureFailures
{
    private const string ConnectionExceptionClass = "08";
    private const string InsufficientResourcesClass = "53";

    /// <summary>What it means; null when it is a bug or a cancellation, not a failure.</summary>
    public static CaptureFailure? Classify(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ObjectInUse } => CaptureFailure.SlotInUse,
        PostgresException
        {
            SqlState: PostgresErrorCodes.ObjectNotInPrerequisiteState or PostgresErrorCodes.UndefinedObject
                or PostgresErrorCodes.UndefinedFile,
        } => CaptureFailure.SlotSuspect,
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => CaptureFailure.Transient,
        PostgresException postgres when IsOfClass(postgres, InsufficientResourcesClass) =>
            CaptureFailure.OutOfResources,
        PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow,
        } => CaptureFailure.Transient,
        PostgresException postgres => IsOfClass(postgres, ConnectionExceptionClass) ? CaptureFailure.Transient : null,
        NpgsqlException => CaptureFailure.Transient,
        EndOfStreamException or IOException or SocketException or TimeoutException => CaptureFailure.Transient,
        _ => null,
    };

    private static bool IsOfClass(PostgresException exception, string errorClass) =>
        exception.SqlState.StartsWith(errorClass, StringComparison.Ordinal);
}
