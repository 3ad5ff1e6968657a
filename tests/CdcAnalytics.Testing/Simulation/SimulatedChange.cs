using CdcAnalytics.Engine.Changes;

namespace CdcAnalytics.Testing.Simulation;

/// <summary>A change of a <see cref="SimulatedLog"/>, its images as plain values in column order.</summary>
/// <param name="Table">Which source table, by position.</param>
/// <param name="Operation">What happened.</param>
/// <param name="Before">The row before, of an update or delete.</param>
/// <param name="After">The row after, of a read, insert or update.</param>
public sealed record SimulatedChange(
    int Table, ChangeOperation Operation, IReadOnlyList<object?>? Before, IReadOnlyList<object?>? After)
{
    public static SimulatedChange Read(int table, params object?[] row) =>
        new(table, ChangeOperation.Read, Before: null, row);

    public static SimulatedChange Insert(int table, params object?[] row) =>
        new(table, ChangeOperation.Insert, Before: null, row);

    public static SimulatedChange Update(int table, IReadOnlyList<object?> before, IReadOnlyList<object?> after) =>
        new(table, ChangeOperation.Update, before, after);

    public static SimulatedChange Delete(int table, params object?[] row) =>
        new(table, ChangeOperation.Delete, row, After: null);

    public static SimulatedChange Truncate(int table) =>
        new(table, ChangeOperation.Truncate, Before: null, After: null);
}
