namespace CdcAnalytics.Engine.Plans;

/// <summary>
/// What is computed over the rows of a group; NULL arguments are left out by all but <see cref="CountRows"/>.
/// </summary>
public enum AggregateFunction
{
    /// <summary>COUNT(*): how many rows.</summary>
    CountRows,

    /// <summary>COUNT(x): how many rows where x is not NULL.</summary>
    Count,

    /// <summary>SUM(x) of an exact type; NULL when there is no value.</summary>
    Sum,

    /// <summary>
    /// AVG(x) of an exact type, rounded half up to the result's scale (integers: truncated), as Flink does.
    /// </summary>
    Average,

    /// <summary>MIN(x).</summary>
    Minimum,

    /// <summary>MAX(x).</summary>
    Maximum,
}
