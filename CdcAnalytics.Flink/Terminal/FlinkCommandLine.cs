using System.CommandLine;
using CdcAnalytics.Flink.Gateway;
using CdcAnalytics.Flink.Generation;
using CdcAnalytics.Flink.Rest;
using CdcAnalytics.Flink.Settings;
using CdcAnalytics.Flink.Submission;
using CdcAnalytics.Sql;
using Microsoft.Extensions.Configuration;
using Spectre.Console;

namespace CdcAnalytics.Flink.Terminal;

/// <summary>The program's command line: run (the default), sql, explain, status, savepoint.</summary>
internal static class FlinkCommandLine
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SavepointTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ExplainTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Runs what the arguments say.</summary>
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            "Runs the pipelines on a Flink cluster. Settings come from the environment: Flink__Url, Flink__GatewayUrl, "
            + "ConnectionStrings__kafka, ConnectionStrings__taxi and others; docs/flink.md lists them.");
        root.SetAction((_, token) => FlinkService.RunAsync(args, token));
        var run = new Command("run", "Submits the job where it is absent and watches it, until stopped (the default).");
        run.SetAction((_, token) => FlinkService.RunAsync(args, token));
        root.Subcommands.Add(run);

        var execute = new Option<string?>("--execute") { Description = "Statements to run, split at ';'; then end." };
        var sql = new Command("sql", "A SQL console over the gateway that knows the pipeline's source tables.");
        sql.Options.Add(execute);
        sql.SetAction((arguments, token) => AnswerAsync(async settings =>
        {
            using var http = Http(settings.GatewayUrl);
            var console = new SqlConsole(new SqlGatewayClient(http), AnsiConsole.Console);
            var script = PipelineFolder.Compile(settings.Pipelines);
            await console.RunAsync(
                FlinkGenerator.Settings(settings.Job),
                FlinkGenerator.DeclaredTables(script, settings.Job),
                arguments.GetValue(execute),
                token);
        }));
        root.Subcommands.Add(sql);

        var plan = new Option<bool>("--plan") { Description = "Ask the gateway for Flink's plan." };
        var explain = new Command("explain", "Prints the generated SQL, or Flink's plan of it.");
        explain.Options.Add(plan);
        explain.SetAction((arguments, token) => AnswerAsync(
            settings => ExplainAsync(settings, arguments.GetValue(plan), token)));
        root.Subcommands.Add(explain);

        var status = new Command("status", "Says how the job is.");
        status.SetAction((_, token) => AnswerAsync(settings => StatusAsync(settings, token)));
        root.Subcommands.Add(status);

        var savepoint = new Command("savepoint", "Takes a savepoint of the running job and prints its path.");
        savepoint.SetAction((_, token) => AnswerAsync(settings => SavepointAsync(settings, token)));
        root.Subcommands.Add(savepoint);
        return root.Parse(args).InvokeAsync();
    }

    /// <summary>A client of one of Flink's servers.</summary>
    public static HttpClient Http(Uri address) => new() { BaseAddress = address, Timeout = RequestTimeout };

    private static async Task<int> AnswerAsync(Func<FlinkServiceSettings, Task> answer)
    {
        try
        {
            await answer(FlinkServiceSettings.Read(
                new ConfigurationBuilder().AddEnvironmentVariables().Build()));
            return 0;
        }
        catch (Exception e) when (e is FlinkException or HttpRequestException or SqlException or IOException
            or InvalidOperationException or NotSupportedException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    private static async Task ExplainAsync(
        FlinkServiceSettings settings, bool isPlan, CancellationToken cancellationToken)
    {
        var statements = FlinkGenerator.Generate(PipelineFolder.Compile(settings.Pipelines), settings.Job);
        if (!isPlan)
        {
            Console.Write(statements);
            return;
        }

        using var http = Http(settings.GatewayUrl);
        var gateway = new SqlGatewayClient(http);
        var session = await new WarmSession(gateway, statements.Settings, statements.Tables)
            .EnsureAsync(cancellationToken);
        var result = await gateway.ExecuteAsync(
            session, statements.Explanation, ExplainTimeout, cancellationToken);
        Console.WriteLine(result.Rows is [{ Fields: [{ } text, ..] }, ..] ? text : "");
        await gateway.CloseSessionAsync(session, cancellationToken);
    }

    private static async Task StatusAsync(FlinkServiceSettings settings, CancellationToken cancellationToken)
    {
        using var http = Http(settings.Url);
        var flink = new FlinkRestClient(http);
        var job = await RunningAsync(flink, settings, cancellationToken);
        Console.WriteLine($"{job.Name} {job.Id} {job.State} since {job.StartedAt:u}");
        if (await flink.FindFailureAsync(job.Id, cancellationToken) is { } cause)
        {
            Console.WriteLine($"last failure: {cause}");
        }

        foreach (var checkpoint in (await flink.CheckpointsAsync(job.Id, cancellationToken)).Take(1))
        {
            Console.WriteLine($"checkpoint {checkpoint.Id} of {checkpoint.CompletedAt:u} in {checkpoint.Path}");
        }

        foreach (var source in (await flink.ProgressAsync(job.Id, cancellationToken)).Sources)
        {
            Console.WriteLine($"{source.Table}: {source.Records:N0} records, watermark {source.Watermark:u}");
        }
    }

    private static async Task SavepointAsync(FlinkServiceSettings settings, CancellationToken cancellationToken)
    {
        using var http = Http(settings.Url);
        var flink = new FlinkRestClient(http);
        var job = await RunningAsync(flink, settings, cancellationToken);
        Console.WriteLine(await flink.SavepointAsync(job.Id, thenStop: false, SavepointTimeout, cancellationToken));
    }

    private static async Task<FlinkJob> RunningAsync(
        FlinkRestClient flink, FlinkServiceSettings settings, CancellationToken cancellationToken)
    {
        var jobs = await flink.FindJobsAsync(settings.Job.Name, cancellationToken);
        return jobs.FirstOrDefault(job => !job.HasEnded)
            ?? throw new FlinkException($"No job of the name {settings.Job.Name} runs on {settings.Url}.");
    }
}
