namespace CdcAnalytics.Dashboard.Status;

/// <summary>Something worth a line in the log and a line on the page.</summary>
/// <param name="At">When it happened, processing time.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">A whole sentence; no secrets.</param>
public sealed record PipelineNotice(DateTimeOffset At, NoticeSeverity Severity, string Message);
