using CdcAnalytics.ConnectorManager.Connect;
using CdcAnalytics.ConnectorManager.Settings;
using CdcAnalytics.ConnectorManager.Signals;

namespace CdcAnalytics.ConnectorManager.Cli;

/// <summary>The commands that a person gives most, over HTTP: the buttons of the Aspire dashboard.</summary>
internal static class ManagerEndpoints
{
    /// <summary>
    /// Maps <c>POST /connectors/{name}/restart</c> and <c>POST /tables/{table}/resnapshot</c>. Both answer with a line
    /// of text: 200 what is being done, 404 what is not there, 502 why an engine refused.
    /// </summary>
    public static void MapManagerEndpoints(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/connectors/{name}/restart", RestartAsync);
        endpoints.MapPost("/tables/{table}/resnapshot", ResnapshotAsync);
    }

    private static async Task<IResult> RestartAsync(
        string name, ConnectClient connect, CancellationToken cancellationToken)
    {
        try
        {
            await connect.RestartAsync(name, onlyFailed: false, cancellationToken);
            return Results.Text($"Connector {name} is being restarted.");
        }
        catch (ConnectException exception)
        {
            return Refusal(
                exception.Message,
                exception.Status == System.Net.HttpStatusCode.NotFound
                    ? StatusCodes.Status404NotFound
                    : StatusCodes.Status502BadGateway);
        }
    }

    private static async Task<IResult> ResnapshotAsync(
        string table, ManagerSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            var connector = await SignalSender.SendSnapshotAsync(
                settings.ReadConnectors(), table, settings.BootstrapServers, cancellationToken);
            return Results.Text($"Connector {connector.Name} was asked to read {table} again.");
        }
        catch (CommandException exception)
        {
            return Refusal(
                exception.Message,
                exception.InnerException is null ? StatusCodes.Status404NotFound : StatusCodes.Status502BadGateway);
        }
    }

    private static IResult Refusal(string message, int status) => Results.Text(message, statusCode: status);
}
