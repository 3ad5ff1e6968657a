using CdcAnalytics.Dashboard.Status;

namespace CdcAnalytics.Dashboard.Live;

/// <summary>What the status part holds.</summary>
/// <param name="Pipeline">What the pipeline is doing.</param>
/// <param name="Database">How fresh the tables' parts are.</param>
/// <param name="ServerTime">The server's clock, to tell ages by without trusting the browser's.</param>
internal sealed record LiveStatus(PipelineStatus Pipeline, DatabaseFreshness Database, DateTimeOffset ServerTime);
