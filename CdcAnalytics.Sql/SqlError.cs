using System.Globalization;

namespace CdcAnalytics.Sql;

/// <summary>One place in a SQL file that cannot be run, and what to do about it.</summary>
/// <param name="Path">The file's path.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The character in the line, counted from 1.</param>
/// <param name="Problem">What is wrong or not supported.</param>
/// <param name="Help">What is supported, or what to write instead; null when the problem says it all.</param>
/// <param name="SourceLine">The line's text.</param>
public sealed record SqlError(string Path, int Line, int Column, string Problem, string? Help, string SourceLine)
{
    /// <summary>
    /// The error for a person: <c>path:line:column: problem</c>, the line, a caret under the place, and the help.
    /// </summary>
    public override string ToString()
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{Path}:{Line}:{Column}: {Problem}");
        // Tabs stay tabs before the caret, so that it stands under the place however wide they are shown.
        var indent = string.Concat(SourceLine.Take(Column - 1).Select(c => c == '\t' ? '\t' : ' '));
        var text = $"{head}\n  {SourceLine}\n  {indent}^";
        return Help is null ? text : $"{text}\n  {Help}";
    }
}
