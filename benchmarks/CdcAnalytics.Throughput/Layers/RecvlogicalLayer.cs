using System.Diagnostics;
using CdcAnalytics.Measuring;
using Npgsql;

namespace CdcAnalytics.Throughput.Layers;

/// <summary>The yardstick: Postgres's own program drains a slot into nowhere.</summary>
internal static class RecvlogicalLayer
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>The program, beside the server's others; null when the package has none.</summary>
    public static string? Find(string binaries)
    {
        var path = Path.Combine(binaries, "pg_recvlogical");
        return File.Exists(path) ? path : null;
    }

    /// <summary>Drains up to a position.</summary>
    public static async Task<LayerResult> RunAsync(
        string program, LayerRequest request, string end, CancellationToken cancellationToken)
    {
        var address = new NpgsqlConnectionStringBuilder(request.ConnectionString);
        var start = new ProcessStartInfo(program)
        {
            ArgumentList =
            {
                "--host", address.Host ?? "", "--port", $"{address.Port}", "--username", address.Username ?? "",
                "--dbname", address.Database ?? "", "--no-password", "--slot", request.SlotName, "--start", "--no-loop",
                "--file", "/dev/null", "--endpos", end,
                "--option", "proto_version=1", "--option", "binary=true",
                "--option", $"publication_names={request.PublicationName}",
            },
        };
        start.Environment["PGPASSWORD"] = address.Password;
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var cpu = 0d;
        var peak = 0L;
        var exit = process.WaitForExitAsync(cancellationToken);
        while (!exit.IsCompleted)
        {
            // What /proc says is gone with the process: the last sample counts.
            cpu = ProcessFigures.CpuSeconds(process.Id) ?? cpu;
            peak = ProcessFigures.PeakMemoryBytes(process.Id) ?? peak;
            await Task.WhenAny(exit, Task.Delay(SampleInterval, cancellationToken));
        }

        await exit;
        var elapsed = Stopwatch.GetElapsedTime(began);
        return process.ExitCode == 0
            ? new LayerResult
            {
                Layer = LayerName.Recvlogical,
                Rows = request.Rows ?? throw new InvalidOperationException("pg_recvlogical needs an end."),
                Seconds = elapsed.TotalSeconds,
                ClientCpuSeconds = cpu,
                PeakMemoryBytes = peak,
            }
            : throw new InvalidOperationException($"{program} ended with code {process.ExitCode}; its error is above.");
    }
}
