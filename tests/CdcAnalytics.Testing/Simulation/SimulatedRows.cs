using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Testing.Simulation;

/// <summary>Writes plain values into the engine's rows.</summary>
public static class SimulatedRows
{
    /// <summary>Appends a change and its images to a batch.</summary>
    public static void Add(ChangeBatch batch, IReadOnlyList<SourceTable> tables, SimulatedChange change)
    {
        var rows = batch.RowsOf(change.Table);
        var first = rows.Count;
        foreach (var image in new[] { change.Before, change.After })
        {
            if (image is not null)
            {
                Write(rows, rows.AddRow(), image);
            }
        }

        batch.Add(new ChangeEvent(change.Table, change.Operation, first));
    }

    /// <summary>
    /// Writes values in column order: bool, int, long, double, decimal, DateTime, DateOnly, string, or null for NULL.
    /// </summary>
    public static void Write(RowBuffer rows, int row, IReadOnlyList<object?> values)
    {
        for (var column = 0; column < values.Count; column++)
        {
            switch (values[column])
            {
                case null:
                    rows.SetNull(row, column);
                    break;
                case bool value:
                    rows.SetWord(row, column, value ? 1 : 0);
                    break;
                case int value:
                    rows.SetWord(row, column, value);
                    break;
                case long value:
                    rows.SetWord(row, column, value);
                    break;
                case double value:
                    rows.SetWord(row, column, BitConverter.DoubleToInt64Bits(value));
                    break;
                case decimal value:
                    rows.SetDecimal(row, column, Unscaled(value, rows.Type.Columns[column].Type.Scale));
                    break;
                case Int128 unscaled:
                    rows.SetDecimal(row, column, unscaled);
                    break;
                case DateTime value:
                    rows.SetWord(row, column, Microseconds(value));
                    break;
                case DateOnly value:
                    rows.SetWord(row, column, value.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
                    break;
                case string value:
                    rows.SetText(row, column, value);
                    break;
                default:
                    throw new ArgumentException($"No column holds a {values[column]?.GetType().Name}.", nameof(values));
            }
        }
    }

    /// <summary>Microseconds since 1970-01-01 00:00 of a wall-clock time.</summary>
    public static long Microseconds(DateTime value) =>
        (value.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>A decimal times ten to the scale.</summary>
    public static Int128 Unscaled(decimal value, int scale)
    {
        for (var digit = 0; digit < scale; digit++)
        {
            value *= 10;
        }

        return (Int128)value;
    }
}
