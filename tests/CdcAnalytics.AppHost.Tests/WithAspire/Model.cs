using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CdcAnalytics.AppHost.Topologies;
using CdcAnalytics.AppHost.WithAspire;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

/// <summary>The model as declared, without an orchestrator: neither Docker nor DCP is needed.</summary>
internal static class Model
{
    /// <summary>Setting StateFolder of every model here; nothing is made in it, as no model is started.</summary>
    public static readonly string StateFolder = Path.Combine(Path.GetTempPath(), "cdc-never-started");

    private const string Project = "CdcAnalytics.";

    /// <summary>Any topology that runs under Aspire, as it is started.</summary>
    public static IDistributedApplicationBuilder Create(Topology topology, params string[] hostArguments) =>
        Create(topology, [], hostArguments);

    /// <summary>The distributed topology, with settings such as <c>--Pipeline:Partitions=4</c>.</summary>
    public static IDistributedApplicationBuilder CreateDistributed(params string[] settings) =>
        Create(Topology.DistributedOnContainers, settings, []);

    public static T Resource<T>(this IDistributedApplicationBuilder builder, string name)
        where T : IResource =>
        Assert.Single(builder.Resources.OfType<T>(), resource => resource.Name == name);

    /// <summary>What this application declares; Aspire adds its own, such as a project's rebuilder.</summary>
    public static IEnumerable<IResource> OwnResources(this IDistributedApplicationBuilder builder) =>
        builder.Resources.Where(resource => !resource.Name.EndsWith("-rebuilder", StringComparison.Ordinal));

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

    /// <summary>What Aspire's dashboard calls a resource's addresses, where they have names of their own.</summary>
    public static async Task<IReadOnlyList<string>> PageNamesAsync(
        this IDistributedApplicationBuilder builder, IResourceWithEndpoints resource)
    {
        var urls = resource.GetEndpoints()
            .Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint })
            .ToList();
        var context = new ResourceUrlsCallbackContext(
            builder.ExecutionContext, resource, urls, TestContext.Current.CancellationToken);
        foreach (var callback in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        return [.. urls.Select(url => url.DisplayText).OfType<string>()];
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

    /// <summary>A resource's whole environment as sorted lines, without what Aspire gives to every process.</summary>
    public static async Task<string> EnvironmentAsync(this IDistributedApplicationBuilder builder, string name)
    {
        builder.AllocateEndpoints();
        var evaluated = await builder.EvaluateAsync(builder.Resource<IResource>(name));
        return string.Join(
            '\n',
            evaluated.EnvironmentVariables
                .Where(variable => !IsAspires(variable.Key))
                .Select(variable => $"{variable.Key}={variable.Value}")
                .Order(StringComparer.Ordinal));
    }

    private static bool IsAspires(string variable) =>
        variable.StartsWith("OTEL_", StringComparison.Ordinal)
        || variable.StartsWith("LOGGING__", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("DOTNET_", StringComparison.Ordinal)
        || variable.StartsWith("ASPNETCORE_", StringComparison.Ordinal);

    private static IDistributedApplicationBuilder Create(
        Topology topology, string[] settings, IEnumerable<string> hostArguments)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // Never started here, but a builder wants to know where they are.
            Args =
            [
                "--DcpPublisher:CliPath=/bin/true",
                "--DcpPublisher:DashboardPath=/none",
                "--Parameters:postgres-password=secret",
                $"--StateFolder={StateFolder}",
                .. settings,
            ],
            AssemblyName = typeof(CdcAnalyticsBuilderExtensions).Assembly.GetName().Name,
            DisableDashboard = true,
        });
        Assert.StartsWith(Project, builder.Environment.ApplicationName, StringComparison.Ordinal);
        builder.AddCdcAnalytics(topology, hostArguments);
        return builder;
    }
}
