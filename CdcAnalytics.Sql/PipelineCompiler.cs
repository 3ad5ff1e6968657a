using System.Security.Cryptography;
using System.Text;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Sql.Binding;
using CdcAnalytics.Sql.Parsing;
using CdcAnalytics.Sql.Planning;
using CdcAnalytics.Sql.Scripts;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql;

/// <summary>
/// Turns a pipeline's Flink SQL text into a plan for the engine. Deterministic: the same text, the same plan.
/// </summary>
public static class PipelineCompiler
{
    /// <summary>
    /// Part of every fingerprint. Raise it whenever the same text is given another plan, so that state stored under
    /// the old
    /// plan is not read.
    /// </summary>
    private const string Version = "1";

    /// <summary>
    /// Compiles all files of a pipeline together, in the order given: what one declares, it and the later ones may
    /// name.
    /// </summary>
    /// <exception cref="SqlException">
    /// Something is wrong or not supported; it lists every place found, with file, line, column and what to write
    /// instead.
    /// </exception>
    public static PipelinePlan Compile(IReadOnlyList<SqlFile> files) => CompileScript(files).Plan;

    /// <summary>
    /// Compiles as <see cref="Compile"/> does, and gives the queries' text too, for another engine of the same SQL.
    /// </summary>
    /// <exception cref="SqlException">Something is wrong or not supported.</exception>
    public static PipelineScript CompileScript(IReadOnlyList<SqlFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var errors = new List<SqlError>();
        var statements = new List<StatementSyntax>();
        var texts = new List<string>();
        foreach (var file in files)
        {
            Collect(errors, () =>
            {
                var cursor = new TokenCursor(file);
                texts.Add(cursor.NormalizedText());
                statements.AddRange(StatementParser.Statements(cursor, errors));
            });
        }

        // Names that a bad statement would have declared are unknown to the good ones: errors of theirs would mislead.
        ThrowIfAny(errors);
        var catalog = new Catalog(statements);
        var queries = Bind(statements, catalog, errors);
        ThrowIfAny(errors);
        var builder = new PlanBuilder(catalog.Sources, queries);
        var plan = new PipelinePlan(builder.Sources, [.. queries.Select(builder.Build)], Fingerprint(texts));
        return new ScriptBuilder(catalog, statements).Build(plan, queries);
    }

    private static List<BoundQuery> Bind(List<StatementSyntax> statements, Catalog catalog, List<SqlError> errors)
    {
        var factory = new ColumnFactory();
        var queries = new List<BoundQuery>();
        var filled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var statement in statements)
        {
            Collect(errors, () =>
            {
                switch (statement)
                {
                    case StatementSyntax.CreateTable table:
                        catalog.Add(TableDeclaration.Create(table));
                        break;
                    case StatementSyntax.CreateView view:
                        // Bound for its errors only, here where they are written; each query that reads it binds it
                        // anew.
                        new QueryBinder(catalog, factory).Bind(view.Query);
                        catalog.Add(view);
                        break;
                    case StatementSyntax.Insert insert:
                        queries.Add(filled.Add(insert.Target.FullName)
                            ? new InsertBinder(catalog, factory).Bind(insert)
                            : throw insert.Target.Span.Error(
                                $"{insert.Target.Table.Name} is filled by two queries.",
                                "Give each query its own result table."));
                        break;
                }
            });
        }

        return queries;
    }

    private static void Collect(List<SqlError> errors, Action compile)
    {
        try
        {
            compile();
        }
        catch (SqlException refusal)
        {
            errors.AddRange(refusal.Errors);
        }
    }

    private static void ThrowIfAny(List<SqlError> errors)
    {
        if (errors.Count > 0)
        {
            throw new SqlException(errors);
        }
    }

    private static string Fingerprint(List<string> texts)
    {
        var content = string.Join('\n', texts.Prepend(Version));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
    }
}
