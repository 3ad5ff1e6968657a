using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CdcAnalytics.AppHost.Topologies;
using CdcAnalytics.AppHost.WithAspire;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

/// <summary>The model as declared, without an orchestrator: neither Docker nor DCP is needed.</summary>
internal static class Model
{
    public static IDistributedApplicationBuilder Create(Topology topology, params string[] hostArguments)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // Never started here, but a builder wants to know where they are.
            Args =
            [
                "--DcpPublisher:CliPath=/bin/true",
                "--DcpPublisher:DashboardPath=/none",
                "--Parameters:postgres-password=secret",
            ],
            AssemblyName = typeof(CdcAnalyticsBuilderExtensions).Assembly.GetName().Name,
            DisableDashboard = true,
        });
        builder.AddCdcAnalytics(topology, hostArguments);
        return builder;
    }

    public static T Resource<T>(this IDistributedApplicationBuilder builder, string name)
        where T : IResource =>
        Assert.Single(builder.Resources.OfType<T>(), resource => resource.Name == name);

    /// <summary>The names of what a resource waits for until it is healthy.</summary>
    public static IEnumerable<string> WaitsForHealthOf(this IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>()
            .Where(wait => wait.WaitType == WaitType.WaitUntilHealthy)
            .Select(wait => wait.Resource.Name)
            .Order();

    /// <summary>Gives every endpoint an address, as the orchestrator would; evaluation waits for it for ever.</summary>
    public static void AllocateEndpoints(this IDistributedApplicationBuilder builder)
    {
        var port = 40_000;
        var endpoints = builder.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>());
        foreach (var endpoint in endpoints)
        {
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(
                endpoint, "localhost", port, targetPortExpression: $"{endpoint.TargetPort ?? port + 1000}");
            port++;
        }
    }

    /// <summary>A resource's environment and arguments in run mode, with references resolved.</summary>
    public static async Task<IExecutionConfigurationResult> EvaluateAsync(
        this IDistributedApplicationBuilder builder, IResource resource)
    {
        await using var app = builder.Build();
        return await ExecutionConfigurationBuilder.Create(resource)
            .WithEnvironmentVariablesConfig()
            .WithArgumentsConfig()
            .BuildAsync(builder.ExecutionContext, cancellationToken: TestContext.Current.CancellationToken);
    }
}
