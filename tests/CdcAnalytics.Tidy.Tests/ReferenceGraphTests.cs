using System.Xml.Linq;

namespace CdcAnalytics.Tidy.Tests;

/// <summary>
/// The one direction of references: adapters point inward, hosts only compose, nobody references a host.
/// </summary>
public sealed class ReferenceGraphTests
{
    /// <summary>The drawing in docs/decisions/projects-and-references.md: what each project may reference.</summary>
    private static readonly Dictionary<string, string[]> Drawing = new()
    {
        ["CdcAnalytics.Engine"] = [],
        ["CdcAnalytics.Sql"] = ["CdcAnalytics.Engine"],
        ["CdcAnalytics.Postgres"] = ["CdcAnalytics.Engine"],
        ["CdcAnalytics.ServiceDefaults"] = [],
        ["CdcAnalytics.Dashboard"] = ["CdcAnalytics.ServiceDefaults"],
        ["CdcAnalytics.ConnectorManager"] = ["CdcAnalytics.ServiceDefaults"],
        ["CdcAnalytics.Seeder"] = ["CdcAnalytics.ServiceDefaults"],
        ["CdcAnalytics.LocalPostgres"] = [],
        ["CdcAnalytics.Embedded"] =
        [
            "CdcAnalytics.Dashboard", "CdcAnalytics.LocalPostgres", "CdcAnalytics.Postgres", "CdcAnalytics.Seeder",
            "CdcAnalytics.Sql",
        ],
        ["CdcAnalytics.Cluster"] = [],
        ["CdcAnalytics.Flink"] =
        [
            "CdcAnalytics.Cluster", "CdcAnalytics.Postgres", "CdcAnalytics.ServiceDefaults", "CdcAnalytics.Sql",
        ],
        ["CdcAnalytics.AppHost"] =
        [
            "CdcAnalytics.Cluster", "CdcAnalytics.ConnectorManager", "CdcAnalytics.Dashboard",
            "CdcAnalytics.Distributed", "CdcAnalytics.Embedded", "CdcAnalytics.Flink", "CdcAnalytics.Seeder",
        ],
        ["CdcAnalytics.Distributed"] =
        [
            "CdcAnalytics.Cluster", "CdcAnalytics.ConnectorManager", "CdcAnalytics.Embedded", "CdcAnalytics.Flink",
            "CdcAnalytics.LocalPostgres",
        ],
    };

    private static readonly Dictionary<string, string[]> References = Repository.Files(".csproj")
        .Where(file => !file.Path.StartsWith("eng/", StringComparison.Ordinal))
        .ToDictionary(file => NameOf(file.Path), ReferencesOf);

    [Fact]
    public void Every_project_outside_tests_and_benchmarks_is_in_the_drawing()
    {
        Assert.Equal(Drawing.Keys.Order(), References.Keys.Where(IsProduct).Order());
    }

    [Fact]
    public void A_project_references_only_what_the_drawing_allows()
    {
        var offences =
            from project in References
            where Drawing.ContainsKey(project.Key)
            from reference in project.Value.Except(Drawing[project.Key])
            select $"{project.Key} references {reference}";

        Offences.AssertNone(offences);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("CdcAnalytics.sln");
        var missing = References.Keys.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal));

        Offences.AssertNone(missing);
    }

    private static bool IsProduct(string project) =>
        Repository.Files($"{project}.csproj").Single().Path.Count(letter => letter == '/') == 1;

    private static string[] ReferencesOf(RepositoryFile project) =>
    [
        .. XDocument.Load(project.FullPath).Descendants("ProjectReference")
            .Select(reference => NameOf((string?)reference.Attribute("Include") ?? string.Empty)),
    ];

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
