using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CdcAnalytics.AppHost.Resources.Containers;

/// <summary>Registers health checks that ask a resource of the model from this machine.</summary>
internal static class EndpointHealthCheckBuilderExtensions
{
    // The checks bound their own requests; this bounds a check that does not come back.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    /// <summary>Registers a check; returns the key to annotate a resource with.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="key">Unique in the application.</param>
    /// <param name="check">Made once and asked again and again; it may keep connections.</param>
    public static string AddResourceHealthCheck(
        this IDistributedApplicationBuilder builder, string key, IHealthCheck check)
    {
        builder.Services.AddHealthChecks()
            .Add(new HealthCheckRegistration(key, _ => check, failureStatus: null, tags: null, _limit));
        return key;
    }

    /// <summary>Registers a check over HTTP; returns the key to annotate a resource with.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="key">Unique in the application.</param>
    /// <param name="endpoint">What is asked.</param>
    /// <param name="create">From a client and the endpoint's address to the check.</param>
    public static string AddHttpResourceHealthCheck(
        this IDistributedApplicationBuilder builder,
        string key,
        EndpointReference endpoint,
        Func<HttpClient, Func<Uri?>, IHealthCheck> create)
    {
        builder.Services.AddHttpClient();
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key,
            services => create(
                services.GetRequiredService<IHttpClientFactory>().CreateClient(key), () => AddressOf(endpoint)),
            failureStatus: null,
            tags: null,
            _limit));
        return key;
    }

    // Null until the orchestrator has allocated the endpoint; asking for the URL before that would throw.
    private static Uri? AddressOf(EndpointReference endpoint) =>
        endpoint.IsAllocated ? new Uri(endpoint.Url) : null;
}
