using CdcAnalytics.Engine.Plans;

namespace CdcAnalytics.Sql;

/// <summary>
/// Turns a pipeline's Flink SQL text into a plan for the engine. Deterministic: the same text, the same plan.
/// </summary>
public static class PipelineCompiler
{
    /// <summary>
    /// Compiles all files of a pipeline together, in the order given: names declared in one are known in all.
    /// </summary>
    /// <exception cref="SqlException">
    /// Something is wrong or not supported; it lists every place found, with file, line, column and what to write
    /// instead.
    /// </exception>
    public static PipelinePlan Compile(IReadOnlyList<SqlFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var errors = new List<SqlError>();
        var cursors = new List<Parsing.TokenCursor>();
        foreach (var file in files)
        {
            try
            {
                cursors.Add(new Parsing.TokenCursor(file));
            }
            catch (SqlException refusal)
            {
                errors.AddRange(refusal.Errors);
            }
        }

        var statements = cursors.SelectMany(cursor => Parsing.StatementParser.Statements(cursor, errors)).ToList();
        if (errors.Count > 0)
        {
            throw new SqlException(errors);
        }

        throw new NotImplementedException($"{statements.Count} statements parsed; planning follows.");
    }
}
