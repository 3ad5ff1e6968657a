using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Sql.Binding;

/// <summary>
/// A column that some step of a query yields. Expressions refer to columns by this object, not by position, so that
/// steps
/// can be merged, moved and narrowed without renumbering; positions are given last, when the plan is built.
/// </summary>
/// <param name="id">Unique within the pipeline.</param>
/// <param name="name">The name it is known by.</param>
/// <param name="type">What it holds.</param>
/// <param name="time">What it says of time, if anything.</param>
internal sealed class PlanColumn(int id, string name, ColumnType type, TimeRole? time)
{
    /// <summary>Unique within the pipeline.</summary>
    public int Id => id;

    /// <summary>The name it is known by.</summary>
    public string Name => name;

    /// <summary>What it holds.</summary>
    public ColumnType Type => type;

    /// <summary>What it says of time: event time, or a window's bound; null for all other columns.</summary>
    public TimeRole? Time => time;
}
