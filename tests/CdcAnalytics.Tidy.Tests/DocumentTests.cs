using System.Text.RegularExpressions;

namespace CdcAnalytics.Tidy.Tests;

public sealed partial class DocumentTests
{
    private const string GlossaryPath = "docs/glossary.md";

    [Fact]
    public void Every_link_to_a_file_of_the_repository_leads_to_one()
    {
        var dead =
            from document in Repository.Files(".md")
            from line in document.Lines()
            from Match link in Link().Matches(line.Text)
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && target[0] != '#'
            let path = Path.Combine(
                Repository.Root, Path.GetDirectoryName(document.Path) ?? string.Empty, target.Split('#')[0])
            where !Path.Exists(path)
            select $"{line.Place} links to {target}";

        Offences.AssertNone(dead);
    }

    [Fact]
    public void Every_name_in_code_that_the_glossary_gives_is_in_the_code()
    {
        var source = string.Join('\n', Repository.Files(".cs", ".sql").Select(file => file.Text));

        var missing =
            from line in Repository.Read(GlossaryPath).Split('\n')
            where line.StartsWith("| ", StringComparison.Ordinal)
            // Term | meaning | names in code | never call it
            let cells = line.Split('|')
            where cells.Length > 4
            from Match name in CodeName().Matches(cells[3])
            where !Regex.IsMatch(source, $@"\b{Regex.Escape(name.Groups["name"].Value)}\b")
            select name.Value;

        Offences.AssertNone(missing);
    }

    [Fact]
    public void A_term_stands_in_the_glossary_once()
    {
        var terms = Repository.Read(GlossaryPath).Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim())
            .Where(term => term is not ("Term" or "---"))
            .ToList();

        Assert.NotEmpty(terms);
        Assert.Equal(terms.Distinct(), terms);
    }

    [Fact]
    public void A_decision_is_one_page_and_is_listed()
    {
        const int MaxLines = 60;
        var list = Repository.Read("docs/decisions/README.md");

        var offences =
            from file in Repository.Files(".md")
            where file.Path.StartsWith("docs/decisions/", StringComparison.Ordinal) && file.Name != "README.md"
            where file.Lines().Count() > MaxLines || !list.Contains($"({file.Name})", StringComparison.Ordinal)
            select file.Path;

        Offences.AssertNone(offences);
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`(?<name>[A-Za-z_.]+)`")]
    private static partial Regex CodeName();
}
