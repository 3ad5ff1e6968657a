namespace CdcAnalytics.Tidy.Tests;

/// <summary>A file of the checkout.</summary>
/// <param name="FullPath">Where it is on this machine.</param>
/// <param name="Path">Where it is in the repository, with forward slashes.</param>
internal sealed record RepositoryFile(string FullPath, string Path)
{
    public string Name => System.IO.Path.GetFileName(Path);

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public string Text => File.ReadAllText(FullPath);

    /// <summary>Its lines, numbered from one, as a compiler would name them.</summary>
    public IEnumerable<(string Place, string Text)> Lines() =>
        File.ReadLines(FullPath).Select((text, index) => ($"{Path}:{index + 1}", text));
}
