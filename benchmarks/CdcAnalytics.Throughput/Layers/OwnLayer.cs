using System.Diagnostics;
using System.Text.Json;
using CdcAnalytics.Measuring.Reporting;

namespace CdcAnalytics.Throughput.Layers;

/// <summary>A layer's process as seen by the one who measures. Disposing kills it if it still runs.</summary>
internal sealed class OwnLayer : IDisposable
{
    private readonly Process _process;

    private OwnLayer(Process process) => _process = process;

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts it and waits until it reads changes.</summary>
    public static async Task<OwnLayer> StartAsync(LayerRequest request, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath ?? throw new InvalidOperationException("This process has no program file."))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { ThroughputCommand.LayerCommandName },
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The layer's process did not start.");
        var layer = new OwnLayer(process);
        try
        {
            await process.StandardInput.WriteLineAsync(
                JsonSerializer.Serialize(request, MeasurementJson.Line).AsMemory(), cancellationToken);
            await process.StandardInput.FlushAsync(cancellationToken);
            return await process.StandardOutput.ReadLineAsync(cancellationToken) == LayerProcess.OpenLine
                ? layer
                : throw new InvalidOperationException($"Layer {request.Layer} did not open; its error is above.");
        }
        catch
        {
            layer.Dispose();
            throw;
        }
    }

    /// <summary>Tells a layer without an end to stop.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Waits for its end.</summary>
    public async Task<LayerResult> FinishAsync(CancellationToken cancellationToken)
    {
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return line is not null && JsonSerializer.Deserialize<LayerResult>(line, MeasurementJson.Line) is { } result
            ? result
            : throw new InvalidOperationException("The layer ended without a result; its error is above.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
