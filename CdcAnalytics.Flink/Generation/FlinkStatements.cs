using System.Text;

namespace CdcAnalytics.Flink.Generation;

/// <summary>A pipeline as Flink SQL, complete.</summary>
/// <param name="Settings">The session's settings, by Flink's own names.</param>
/// <param name="Tables">CREATE TABLE and CREATE VIEW, in order.</param>
/// <param name="Inserts">The INSERTs that together are the job: one or two.</param>
/// <param name="Hash">
/// Digest of all that decides the meaning of the job's state; addresses and intervals are no part of it.
/// </param>
/// <param name="SourceTopics">The topics read.</param>
/// <param name="ResultTopics">The topics written.</param>
public sealed record FlinkStatements(
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<string> Tables,
    IReadOnlyList<string> Inserts,
    string Hash,
    IReadOnlyList<string> SourceTopics,
    IReadOnlyList<string> ResultTopics)
{
    /// <summary>The statement that submits the job.</summary>
    public string Submission => Inserts is [var only] ? only : $"EXECUTE {Set}";

    /// <summary>The statement that answers with the job's plan.</summary>
    public string Explanation => $"EXPLAIN {(Inserts is [var only] ? only : Set)}";

    private string Set => $"STATEMENT SET\nBEGIN\n{string.Concat(Inserts.Select(insert => $"{insert};\n"))}END";

    /// <summary>Everything as one text that Flink's own SQL client runs as it is.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in Settings)
        {
            text.Append("SET ").Append(FlinkName.Text(name)).Append(" = ").Append(FlinkName.Text(value)).Append(";\n");
        }

        foreach (var table in Tables)
        {
            text.Append('\n').Append(table).Append(";\n");
        }

        return text.Append('\n').Append(Submission).Append(";\n").ToString();
    }
}
