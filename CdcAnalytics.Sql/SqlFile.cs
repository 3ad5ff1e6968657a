namespace CdcAnalytics.Sql;

/// <summary>A file of SQL text.</summary>
/// <param name="Path">
/// Its path as messages should name it, for example <c>pipelines/nyc-taxi/00-sources.sql</c>.
/// </param>
/// <param name="Text">Its whole text.</param>
public sealed record SqlFile(string Path, string Text);
