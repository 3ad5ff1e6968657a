using System.Text.RegularExpressions;

namespace CdcAnalytics.Tidy.Tests;

public sealed partial class SourceFileTests
{
    private const int MaxLineLength = 120;
    private const int MaxFileLines = 400;

    [Fact]
    public void A_line_of_source_fits_120_columns()
    {
        var offences =
            from file in Repository.Files(".cs")
            from line in file.Lines()
            where line.Text.Length > MaxLineLength
            select $"{line.Place} has {line.Text.Length} columns";

        Offences.AssertNone(offences);
    }

    [Fact]
    public void A_source_file_has_at_most_400_lines()
    {
        var offences =
            from file in Repository.Files(".cs")
            let lines = file.Lines().Count()
            where lines > MaxFileLines
            select $"{file.Path} has {lines} lines";

        Offences.AssertNone(offences);
    }

    [Fact]
    public void No_file_is_called_just_Extensions()
    {
        Assert.DoesNotContain(Repository.Files(".cs"), file => file.Name == "Extensions.cs");
    }

    [Fact]
    public void Null_forgiveness_of_literals_is_for_tests_only()
    {
        var offences =
            from file in Repository.Files(".cs")
            where !file.IsTest
            from line in file.Lines()
            where line.Text.Contains("null!", StringComparison.Ordinal)
                || line.Text.Contains("default!", StringComparison.Ordinal)
            select line.Place;

        Offences.AssertNone(offences);
    }

    [Fact]
    public void A_switched_off_rule_says_why_on_the_same_line()
    {
        var inSource =
            from file in Repository.Files(".cs")
            from line in file.Lines()
            where PragmaWithoutReason().IsMatch(line.Text)
            select line.Place;
        var inBuild =
            from file in Repository.Files(".csproj", ".props", ".targets")
            from line in file.Lines()
            where line.Text.Contains("<NoWarn>", StringComparison.Ordinal)
                && !line.Text.Contains("<!--", StringComparison.Ordinal)
            select line.Place;

        Offences.AssertNone(inSource.Concat(inBuild));
    }

    [Fact]
    public void Work_left_for_later_names_its_issue()
    {
        var offences =
            from file in Repository.Files(".cs", ".sql", ".targets", ".props")
            from line in file.Lines()
            where UnnamedWork().IsMatch(line.Text)
            select line.Place;

        Offences.AssertNone(offences);
    }

    [Fact]
    public void No_file_names_a_registry_host_or_a_path_of_one_machine()
    {
        var offences =
            from file in Repository.Files(
                ".cs",
                ".csproj",
                ".props",
                ".targets",
                ".md",
                ".sql",
                ".json",
                ".ts",
                ".tsx",
                ".js",
                ".html",
                ".css",
                "run")
            from line in file.Lines()
            where RegistryHost().IsMatch(line.Text) || MachinePath().IsMatch(line.Text)
            select line.Place;

        Offences.AssertNone(offences);
    }

    [GeneratedRegex(@"#pragma warning disable(?!.*//)")]
    private static partial Regex PragmaWithoutReason();

    // The words are taken apart, so that this file does not break its own rules.
    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b(?!.*(#\d+|https?://))")]
    private static partial Regex UnnamedWork();

    [GeneratedRegex(@"api\.nuget\.|registry\.npm|npmjs\.(org|com)/|deb\.debian\.|repo1\.maven|repo\.maven")]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"(^|[^A-Za-z0-9_.])/(work|farm|root|Users)/[a-z]|[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();
}
