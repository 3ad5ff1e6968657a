using System.Text.Json.Serialization.Metadata;
using CdcAnalytics.Dashboard.Analytics;
using CdcAnalytics.Dashboard.Status;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CdcAnalytics.Dashboard.Api;

/// <summary>Answers one request from the database, or says why it cannot.</summary>
internal sealed class DashboardQuery(
    IDashboardDatabase database, IPipelineStatusSource statusSource, IOptions<DashboardOptions> options)
{
    /// <summary>The trips' watermark, where known.</summary>
    public DateTime? Watermark => TripWatermark.Of(statusSource.Current);

    /// <summary>Reads with a pooled connection.</summary>
    /// <param name="what">What is asked for, in words, for the problem text.</param>
    /// <param name="read">Reads; null when the table does not exist yet.</param>
    /// <param name="type">How the answer is written.</param>
    /// <param name="cancellationToken">The request was given up.</param>
    public async Task<IResult> AnswerAsync<T>(
        string what,
        Func<AnalyticsReader, CancellationToken, Task<T?>> read,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : class
    {
        if (database.DataSource is not { } dataSource)
        {
            return Problems.NotReady("The server is still being started; try again in a few seconds.");
        }

        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            var reader = await AnalyticsReader.OpenAsync(connection, options.Value.QueryTimeout, cancellationToken);
            return await read(reader, cancellationToken) is { } answer
                ? TypedResults.Json(answer, type)
                : Problems.NoTable(what);
        }
        catch (NpgsqlException exception)
        {
            // The message names the server and the cause; Npgsql keeps passwords out of it.
            return Problems.NotReady(exception.Message);
        }
    }
}
