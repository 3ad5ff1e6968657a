using CdcAnalytics.Testing;

namespace CdcAnalytics.Sql.Tests;

public sealed class NycTaxiPlanTests
{
    /// <summary>
    /// A changed plan is either a mistake or needs the file reviewed and replaced by the actual text.
    /// </summary>
    [Fact]
    public void The_plan_of_the_pipelines_is_the_one_reviewed()
    {
        var actual = PlanText.Of(PipelineCompiler.Compile(Pipelines.NycTaxi()));
        var path = ReviewedPlanPath();
        if (Environment.GetEnvironmentVariable("UPDATE_PLANS") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string ReviewedPlanPath() =>
        Path.Combine(RepositoryFiles.Root, "tests/CdcAnalytics.Sql.Tests/Plans/nyc-taxi.txt");
}
