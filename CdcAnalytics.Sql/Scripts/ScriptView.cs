namespace CdcAnalytics.Sql.Scripts;

/// <summary>A view that the pipeline declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">The names it gives its columns; null for those of its query.</param>
/// <param name="Query">Its query's text.</param>
public sealed record ScriptView(string Name, IReadOnlyList<string>? Columns, IReadOnlyList<ScriptPart> Query);
