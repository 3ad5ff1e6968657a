using CdcAnalytics.Flink.Gateway;
using Spectre.Console;

namespace CdcAnalytics.Flink.Terminal;

/// <summary>A small SQL client: statements in, results out; Ctrl-C ends a query and not the client.</summary>
internal sealed class SqlConsole(SqlGatewayClient gateway, IAnsiConsole console)
{
    private const int MaxRowsShown = 1_000;
    private const string Prompt = "flink> ";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Runs the statements given, or those of the standard input, to their end.</summary>
    public async Task RunAsync(
        IReadOnlyDictionary<string, string> settings,
        IReadOnlyList<string> tables,
        string? statements,
        CancellationToken cancellationToken)
    {
        var session = await gateway.OpenSessionAsync(settings, cancellationToken);
        try
        {
            foreach (var table in tables)
            {
                await gateway.ExecuteAsync(session, table, StatementTimeout, cancellationToken);
            }

            var isInteractive = statements is null && !Console.IsInputRedirected;
            await foreach (var statement in StatementsAsync(statements, isInteractive, cancellationToken))
            {
                try
                {
                    await RunOneAsync(session, statement, isInteractive, cancellationToken);
                }
                catch (FlinkException e) when (isInteractive)
                {
                    console.MarkupLineInterpolated($"[red]{e.Message}[/]");
                }
            }
        }
        finally
        {
            await gateway.CloseSessionAsync(session, CancellationToken.None);
        }
    }

    private static async IAsyncEnumerable<string> StatementsAsync(
        string? given,
        bool isInteractive,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = given is null ? Console.In : new StringReader(given);
        var text = "";
        while (true)
        {
            if (isInteractive)
            {
                Console.Write(text.Length == 0 ? Prompt : "     > ");
            }

            if (await reader.ReadLineAsync(cancellationToken) is not { } line)
            {
                break;
            }

            text += line + "\n";
            var (complete, rest) = StatementSplitter.Split(text);
            foreach (var statement in complete)
            {
                yield return statement;
            }

            text = string.IsNullOrWhiteSpace(rest) ? "" : rest;
        }

        if (!string.IsNullOrWhiteSpace(text))
        {
            yield return text;
        }
    }

    private async Task RunOneAsync(
        string session, string statement, bool isInteractive, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ConsoleCancelEventHandler onCancel = (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        if (isInteractive)
        {
            Console.CancelKeyPress += onCancel;
        }

        var operation = await gateway.StartAsync(session, statement, cancellationToken);
        try
        {
            await PrintAsync(SqlGatewayClient.FirstPage(session, operation), stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await gateway.CancelAsync(session, operation, cancellationToken);
            console.MarkupLine("[grey]stopped[/]");
        }
        finally
        {
            Console.CancelKeyPress -= onCancel;
        }
    }

    // A streaming query has no end: each page is a table of its own, with the kind of each change.
    private async Task PrintAsync(string first, CancellationToken cancellationToken)
    {
        var shown = 0;
        for (var path = first; path is not null && shown < MaxRowsShown;)
        {
            var page = await gateway.ReadPageAsync(path, cancellationToken);
            path = page.NextPath;
            if (page.Rows.Count == 0)
            {
                await Task.Delay(PollInterval, cancellationToken);
                continue;
            }

            var table = new Table().Border(TableBorder.Rounded).AddColumn("");
            foreach (var column in page.Columns)
            {
                table.AddColumn(new TableColumn(new Text(column.Name)));
            }

            foreach (var row in page.Rows)
            {
                table.AddRow([
                    new Text(Sign(row.Kind)), .. row.Fields.Select(field => new Text(field ?? "NULL")),
                ]);
            }

            console.Write(table);
            shown += page.Rows.Count;
        }
    }

    private static string Sign(string kind) => kind switch
    {
        "INSERT" => "+I",
        "UPDATE_BEFORE" => "-U",
        "UPDATE_AFTER" => "+U",
        _ => "-D",
    };
}
