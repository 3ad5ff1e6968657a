namespace CdcAnalytics.Throughput.Layers;

/// <summary>What a layer's process is told, on its standard input, since it holds a password.</summary>
/// <param name="Layer">How far the path goes.</param>
/// <param name="ConnectionString">The database.</param>
/// <param name="SlotName">The slot to drain.</param>
/// <param name="PublicationName">Its publication.</param>
/// <param name="Start">Where the slot began, as an LSN.</param>
/// <param name="PipelineFolder">The pipelines' SQL.</param>
/// <param name="Rows">Changes after which the layer is through; null runs until standard input is closed.</param>
internal sealed record LayerRequest(
    LayerName Layer,
    string ConnectionString,
    string SlotName,
    string PublicationName,
    string Start,
    string PipelineFolder,
    long? Rows);
