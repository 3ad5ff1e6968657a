namespace CdcAnalytics.Tidy.Tests;

public sealed class ReadmeTests
{
    private const string CommandFence = "```sh";
    private const string FenceEnd = "```";

    /// <summary>
    /// A fence marked sh holds commands to type as they stand, one a line, and .ci/run runs each of them. What has
    /// something to fill in stands in a fence marked text.
    /// </summary>
    [Fact]
    public void Every_command_of_the_readme_is_run_by_the_check()
    {
        var run = Repository.Read(".ci/run").Split('\n')
            .Select(line => line.TrimStart())
            .Where(line => line.StartsWith("readme", StringComparison.Ordinal))
            .ToList();
        var commands = Commands();

        var neverRun = commands.Where(command =>
            !run.Exists(line => line.EndsWith($" \"{command}\"", StringComparison.Ordinal)));

        Assert.NotEmpty(commands);
        Offences.AssertNone(neverRun);
    }

    [Fact]
    public void Every_project_at_the_top_is_in_the_readme()
    {
        var readme = Repository.Read("README.md");

        var missing = Repository.Files(".csproj")
            .Where(file => file.Path.Count(letter => letter == '/') == 1)
            .Select(file => Path.GetFileNameWithoutExtension(file.Path))
            .Where(project => !readme.Contains(project, StringComparison.Ordinal));

        Offences.AssertNone(missing);
    }

    private static List<string> Commands()
    {
        var commands = new List<string>();
        var isInside = false;
        foreach (var line in Repository.Read("README.md").Split('\n'))
        {
            if (line.TrimStart().StartsWith(FenceEnd, StringComparison.Ordinal))
            {
                isInside = line.Trim() == CommandFence;
            }
            else if (isInside && line.Trim() is { Length: > 0 } command && command[0] != '#')
            {
                commands.Add(command);
            }
        }

        return commands;
    }
}
