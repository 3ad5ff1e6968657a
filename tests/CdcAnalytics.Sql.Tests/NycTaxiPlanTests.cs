using System.Runtime.CompilerServices;

namespace CdcAnalytics.Sql.Tests;

public sealed class NycTaxiPlanTests
{
    /// <summary>A changed plan is either a mistake or needs the file reviewed and replaced by the actual text.</summary>
    [Fact]
    public void The_plan_of_the_pipelines_is_the_one_reviewed()
    {
        Assert.Equal(ReviewedPlan(), PlanText.Of(PipelineCompiler.Compile(Pipelines.NycTaxi())));
    }

    private static string ReviewedPlan([CallerFilePath] string callerPath = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(callerPath)!, "Plans/nyc-taxi.txt"));
}
