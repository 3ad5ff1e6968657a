using CdcAnalytics.Engine;
using CdcAnalytics.Postgres;
using CdcAnalytics.Postgres.Sink;

namespace CdcAnalytics.Embedded.Pipelines;

/// <summary>The settings of a pipeline's parts.</summary>
/// <param name="Source">How changes are captured.</param>
/// <param name="Engine">How they are computed.</param>
/// <param name="Sink">How results are committed.</param>
/// <param name="Runner">When epochs end.</param>
public sealed record PipelineLifeOptions(
    PostgresChangeSourceOptions Source, EngineOptions Engine, ResultSinkOptions Sink, PipelineRunnerOptions Runner);
