using CdcAnalytics.Dashboard.Api;
using CdcAnalytics.Dashboard.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CdcAnalytics.Dashboard;

/// <summary>Puts the dashboard's page and API into a host's routes.</summary>
public static class DashboardEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the page at <c>/</c>, its files, the read API under <c>/api</c> and the stream <c>/api/live</c>.
    /// </summary>
    /// <returns>The group, for conventions of the host such as RequireHost.</returns>
    public static RouteGroupBuilder MapCdcDashboard(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup("");
        group.MapGet("/", (HttpContext context, WebAssets assets) =>
            WebAssetEndpoint.Get(context, assets, WebAssets.PagePath));
        group.MapGet("/favicon.svg", (HttpContext context, WebAssets assets) =>
            WebAssetEndpoint.Get(context, assets, "favicon.svg"));
        group.MapGet("/assets/{**path}", (HttpContext context, WebAssets assets, string path) =>
            WebAssetEndpoint.Get(context, assets, $"assets/{path}"));

        var api = group.MapGroup("/api");
        AnalyticsApi.Map(api);
        LiveApi.Map(api);
        api.MapGet("/{**rest}", (string rest) => Results.Problem(
            $"There is no '/api/{rest}'.", statusCode: StatusCodes.Status404NotFound, title: "No such endpoint"));
        return group;
    }
}
