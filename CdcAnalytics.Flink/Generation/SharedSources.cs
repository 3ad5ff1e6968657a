using CdcAnalytics.Sql.Scripts;

namespace CdcAnalytics.Flink.Generation;

/// <summary>
/// Whether queries with and without a window can share one reading of a source: its rows, made one per key, once.
/// </summary>
/// <remarks>
/// By itself the planner shares the topic alone: rows come in batches that end with the clock for queries without a
/// window, and with the watermark for those with one. It plans a common beginning apart, with one kind of batch for
/// all, when it is asked to and there are several INSERTs. The kind is the one that was wanted last (seen with Flink
/// 2.2.1), which has to be the watermark: the clock's batches take its place. So the INSERT of the windows is the last,
/// and nothing in it may read a source that has a watermark other than under a TUMBLE.
/// </remarks>
internal static class SharedSources
{
    /// <summary>The planner's setting that looks for common beginnings.</summary>
    public const string Setting = "table.optimizer.reuse-optimize-block-with-digest-enabled";

    /// <summary>Whether they can in this pipeline, and there is something to share.</summary>
    public static bool AreIn(PipelineScript script) =>
        script.Windowed.Queries.Count > 0
        && script.Plain.Queries.Count > 0
        && !script.Windowed.Queries.Any(query => ReadsPlainly(script, query.Query));

    private static bool ReadsPlainly(PipelineScript script, IReadOnlyList<ScriptPart> query) => query
        .OfType<ScriptPart.Table>()
        .Where(table => !table.IsWindowInput)
        .Any(table => table.SchemaName is null
            ? ReadsPlainly(script, script.Windowed.Views.First(view => view.Name == table.Name).Query)
            : script.Windowed.Sources.Any(source =>
                (source.SchemaName, source.Name) == (table.SchemaName, table.Name) && source.Watermark is not null));
}
