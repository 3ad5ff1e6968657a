using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Sql.Binding;

/// <summary>Makes columns and windows with ids that are unique within one compilation.</summary>
internal sealed class ColumnFactory
{
    private int _columns;
    private int _windows;

    /// <summary>A new column.</summary>
    public PlanColumn Create(string name, ColumnType type, TimeRole? time = null) => new(_columns++, name, type, time);

    /// <summary>A new window's id.</summary>
    public int NextWindow() => _windows++;
}
