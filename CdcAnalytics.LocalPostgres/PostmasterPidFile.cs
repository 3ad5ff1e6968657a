using System.Globalization;

namespace CdcAnalytics.LocalPostgres;

/// <summary>
/// What a running server writes into <c>postmaster.pid</c> of its data directory, one value a line: process id, data
/// directory, start time, port, socket folder, listen address, shared memory key, state.
/// </summary>
/// <param name="ProcessId">The postmaster's process id.</param>
/// <param name="DataDirectory">As the server knows it.</param>
/// <param name="Port">TCP port, also in the socket's name; null until written.</param>
/// <param name="SocketDirectory">Null until written, or when the server has no socket.</param>
/// <param name="IsReady">Whether connections are accepted.</param>
internal sealed record PostmasterPidFile(
    int ProcessId, string DataDirectory, int? Port, string? SocketDirectory, bool IsReady)
{
    private const string FileName = "postmaster.pid";

    /// <summary>Path of the file in a data directory.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, FileName);

    /// <summary>
    /// Removes a file that a full disk or a crash left empty: Postgres would refuse to start over it.
    /// </summary>
    public static void DeleteIfEmpty(string dataDirectory)
    {
        if (new FileInfo(PathIn(dataDirectory)) is { Exists: true, Length: 0 } file)
        {
            file.Delete();
        }
    }

    /// <summary>Reads the file; null when there is none, or it is still being written or is torn.</summary>
    public static PostmasterPidFile? Read(string dataDirectory)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PathIn(dataDirectory));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (lines.Length < 2
            || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var processId)
            || processId <= 0)
        {
            return null;
        }

        int? port = lines.Length > 3 && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : null;
        var socketDirectory = lines.Length > 4 && lines[4].Length > 0 ? lines[4] : null;
        var isReady = lines.Length > 7 && lines[7].Trim() == "ready";
        return new PostmasterPidFile(processId, lines[1], port, socketDirectory, isReady);
    }
}
