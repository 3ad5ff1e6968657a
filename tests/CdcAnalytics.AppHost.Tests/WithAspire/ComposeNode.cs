namespace CdcAnalytics.AppHost.Tests.WithAspire;

/// <summary>
/// A mapping of a YAML file as Aspire writes it: two spaces a level, a key a line; enough to read the file by name.
/// </summary>
internal sealed class ComposeNode
{
    private const int IndentPerLevel = 2;

    private readonly List<ComposeNode> _children = [];

    private ComposeNode(string name, string? value)
    {
        Name = name;
        Text = value;
    }

    /// <summary>The key.</summary>
    public string Name { get; }

    private string? Text { get; }

    /// <summary>Reads a whole file; sequences and multi-line texts are left out.</summary>
    public static ComposeNode Parse(string yaml)
    {
        var root = new ComposeNode("", null);
        var open = new List<ComposeNode> { root };
        foreach (var line in yaml.Split('\n'))
        {
            var text = line.TrimStart();
            var level = (line.Length - text.Length) / IndentPerLevel;
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || text[0] is '-' or '#' or '"' || level >= open.Count)
            {
                continue;
            }

            var value = text[(colon + 1)..].Trim().Trim('"');
            var node = new ComposeNode(text[..colon], value.Length == 0 ? null : value);
            open[level]._children.Add(node);
            open.RemoveRange(level + 1, open.Count - level - 1);
            open.Add(node);
        }

        return root;
    }

    /// <summary>The mapping under a key; empty where there is none.</summary>
    public IReadOnlyList<ComposeNode> Mapping(string key) => Find(key)?._children ?? [];

    /// <summary>The node under a key.</summary>
    public ComposeNode? Find(string key) => _children.Find(child => child.Name == key);

    /// <summary>The text under a key.</summary>
    public string? Value(string key) => Find(key)?.Text;
}
