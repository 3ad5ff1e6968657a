using CdcAnalytics.Dashboard.Api;
using CdcAnalytics.Dashboard.Assets;
using CdcAnalytics.Dashboard.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CdcAnalytics.Dashboard;

/// <summary>Adds the dashboard to a host.</summary>
public static class DashboardServiceCollectionExtensions
{
    /// <summary>
    /// Adds the dashboard's services. The host also registers an <see cref="IDashboardDatabase"/> and an
    /// <see cref="Status.IPipelineStatusSource"/> as singletons, and calls
    /// <see cref="DashboardEndpointRouteBuilderExtensions.MapCdcDashboard"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the defaults; out of range, the host refuses to start.</param>
    public static IServiceCollection AddCdcDashboard(
        this IServiceCollection services, Action<DashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<DashboardOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DashboardOptions>, DashboardOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddProblemDetails();
        services.AddMetrics();
        services.AddSingleton<DashboardMetrics>();
        services.AddSingleton<FreshnessBoard>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<DashboardQuery>();
        services.AddSingleton(_ => WebAssets.LoadEmbedded());
        services.AddHostedService<StatusSampler>();
        services.AddHostedService<AnalyticsFollower>();
        return services;
    }
}
