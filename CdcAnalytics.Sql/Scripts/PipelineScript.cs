using CdcAnalytics.Engine.Plans;

namespace CdcAnalytics.Sql.Scripts;

/// <summary>
/// A pipeline that compiled, as text for another engine of the same SQL: what is declared, and each query as written.
/// </summary>
/// <param name="Plan">The embedded engine's plan of the same text.</param>
/// <param name="Declared">The source tables with all columns declared.</param>
/// <param name="Windowed">The queries that read a TUMBLE.</param>
/// <param name="Plain">The other queries.</param>
/// <param name="WindowLengths">Sizes and offsets of all TUMBLEs: whole milliseconds, an offset may be negative.</param>
public sealed record PipelineScript(
    PipelinePlan Plan,
    IReadOnlyList<SourceTable> Declared,
    ScriptGroup Windowed,
    ScriptGroup Plain,
    IReadOnlyList<TimeSpan> WindowLengths);
