using CdcAnalytics.Flink.Rest;
using CdcAnalytics.Flink.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CdcAnalytics.Flink.Submission;

/// <summary>A savepoint on request, over HTTP: the button of the Aspire dashboard.</summary>
internal static class SavepointEndpoint
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Maps <c>POST /savepoints</c>: 200 with the savepoint's path, 404 when no job runs, 502 why Flink refused.
    /// </summary>
    public static void MapSavepointEndpoint(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/savepoints", TakeAsync);

    private static async Task<IResult> TakeAsync(
        FlinkRestClient flink, FlinkServiceSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            var jobs = await flink.FindJobsAsync(settings.Job.Name, cancellationToken);
            return jobs.FirstOrDefault(job => !job.HasEnded) is { } job
                ? Results.Text(await flink.SavepointAsync(job.Id, thenStop: false, Timeout, cancellationToken))
                : Results.Text(
                    $"No job of the name {settings.Job.Name} runs.", statusCode: StatusCodes.Status404NotFound);
        }
        catch (FlinkException exception)
        {
            return Results.Text(exception.Message, statusCode: StatusCodes.Status502BadGateway);
        }
    }
}
