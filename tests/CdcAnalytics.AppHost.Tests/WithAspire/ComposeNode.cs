namespace CdcAnalytics.AppHost.Tests.WithAspire;

/// <summary>
/// A mapping of a YAML file as Aspire writes it: two spaces a level, a key a line; enough to read the file by name.
/// A mapping in a sequence is one too, named by the dash that begins it.
/// </summary>
internal sealed class ComposeNode
{
    private const int IndentPerLevel = 2;

    private const string Dash = "-";

    private readonly List<ComposeNode> _children = [];

    private ComposeNode(string name, string? value)
    {
        Name = name;
        Text = value;
    }

    /// <summary>The key.</summary>
    public string Name { get; }

    private string? Text { get; }

    /// <summary>Reads a whole file; sequences of texts and multi-line texts are left out.</summary>
    public static ComposeNode Parse(string yaml)
    {
        var root = new ComposeNode("", null);
        var open = new List<ComposeNode> { root };
        foreach (var line in yaml.Split('\n'))
        {
            var text = line.TrimStart();
            var level = (line.Length - text.Length) / IndentPerLevel;
            if (text.StartsWith($"{Dash} ", StringComparison.Ordinal) && level < open.Count)
            {
                Open(new ComposeNode(Dash, null), level);
                text = text[IndentPerLevel..];
                level++;
            }

            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || text[0] is '-' or '#' or '"' || level >= open.Count)
            {
                continue;
            }

            var value = text[(colon + 1)..].Trim().Trim('"');
            Open(new ComposeNode(text[..colon], value.Length == 0 ? null : value), level);
        }

        return root;

        void Open(ComposeNode node, int level)
        {
            open[level]._children.Add(node);
            open.RemoveRange(level + 1, open.Count - level - 1);
            open.Add(node);
        }
    }

    /// <summary>The mappings of the sequence under a key; empty where there is none.</summary>
    public IEnumerable<ComposeNode> Sequence(string key) => Mapping(key).Where(node => node.Name == Dash);

    /// <summary>The mapping under a key; empty where there is none.</summary>
    public IReadOnlyList<ComposeNode> Mapping(string key) => Find(key)?._children ?? [];

    /// <summary>The node under a key.</summary>
    public ComposeNode? Find(string key) => _children.Find(child => child.Name == key);

    /// <summary>The text under a key.</summary>
    public string? Value(string key) => Find(key)?.Text;
}
