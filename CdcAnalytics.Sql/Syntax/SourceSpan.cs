using System.Runtime.InteropServices;
using System.Text;

namespace CdcAnalytics.Sql.Syntax;

/// <summary>A stretch of a file's text.</summary>
/// <param name="File">The file.</param>
/// <param name="Start">The first character, counted from 0.</param>
/// <param name="End">The character after the last.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourceSpan(SqlFile File, int Start, int End)
{
    /// <summary>The stretch from here to another's end.</summary>
    public SourceSpan To(SourceSpan last) => this with { End = last.End };

    /// <summary>The text as written, with each run of white space made one space.</summary>
    public string Text()
    {
        var text = new StringBuilder(End - Start);
        foreach (var c in File.Text.AsSpan(Start, End - Start))
        {
            if (!char.IsWhiteSpace(c))
            {
                text.Append(c);
            }
            else if (text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }

        return text.ToString();
    }

    /// <summary>An error at the stretch's beginning.</summary>
    public SqlException Error(string problem, string? help = null)
    {
        var before = File.Text.AsSpan(0, Math.Min(Start, File.Text.Length));
        var line = before.Count('\n') + 1;
        var lineStart = before.LastIndexOf('\n') + 1;
        var lineLength = File.Text.AsSpan(lineStart).IndexOf('\n');
        var source = lineLength < 0 ? File.Text[lineStart..] : File.Text.Substring(lineStart, lineLength);
        return new SqlException(
            [new SqlError(File.Path, line, before.Length - lineStart + 1, problem, help, source.TrimEnd('\r'))]);
    }
}
