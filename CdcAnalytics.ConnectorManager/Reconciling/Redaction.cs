using System.Text.RegularExpressions;

namespace CdcAnalytics.ConnectorManager.Reconciling;

/// <summary>Makes a line for people of what an engine said: short, and without secrets.</summary>
public static partial class Redaction
{
    private const int LongestLine = 500;

    /// <summary>One line of at most 500 characters.</summary>
    public static string Line(string text)
    {
        var line = Blanks().Replace(text, " ").Trim();
        line = SecretSetting().Replace(line, "$1***");
        line = SecretInUrl().Replace(line, "//$1:***@");
        return line.Length <= LongestLine ? line : line[..(LongestLine - 3)] + "...";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    // password=x, "database.password": "x", Password: x; but not the sentence "password authentication failed".
    [GeneratedRegex(@"((?:password|passwd|pwd|passphrase|secret|token)""?\s*[=:]\s*)(?:""[^""]*""|[^\s,;&}""]+)",
        RegexOptions.IgnoreCase)]
    private static partial Regex SecretSetting();

    [GeneratedRegex(@"//([^/@:\s]+):[^/@\s]+@")]
    private static partial Regex SecretInUrl();
}
