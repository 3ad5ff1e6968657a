using CdcAnalytics.Seeder.Trips;
using Parquet.Meta;
using Parquet.Schema;

namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>Finds the table's columns in a file's schema, or says why the file is not one of yellow trips.</summary>
internal static class TripFileSchema
{
    /// <summary>Columns that tell another TLC data set, or one of another time, with what to say about it.</summary>
    private static readonly (string Column, string What)[] ForeignColumns =
    [
        ("lpep_pickup_datetime", "it holds green taxi trips"),
        ("hvfhs_license_num", "it holds high-volume for-hire trips"),
        ("dispatching_base_num", "it holds for-hire vehicle trips"),
        ("pickup_latitude", "it has the TLC's old schema with coordinates instead of zone ids"),
        ("pickup_longitude", "it has the TLC's old schema with coordinates instead of zone ids"),
        ("start_lat", "it has the TLC's old schema with coordinates instead of zone ids"),
        ("trip_pickup_datetime", "it has the TLC's schema of 2009"),
    ];

    /// <summary>
    /// Takes the timestamp annotations off the schema and returns them: the numbers are then read as they are, and one
    /// that no calendar holds spoils its row instead of its column.
    /// </summary>
    public static IReadOnlyDictionary<string, long> TakeTimestampUnits(IEnumerable<SchemaElement> elements)
    {
        var unitsPerSecond = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var element in elements)
        {
            if (element.Type != Parquet.Meta.Type.INT64 || UnitsPerSecond(element) is not { } units)
            {
                continue;
            }

            unitsPerSecond[element.Name] = units;
            element.LogicalType = null;
            element.ConvertedType = null;
        }

        return unitsPerSecond;
    }

    /// <summary>The source of each of <see cref="TripColumn.All"/>, in that order.</summary>
    /// <param name="fields">The file's top-level fields.</param>
    /// <param name="unitsPerSecond">What <see cref="TakeTimestampUnits"/> returned.</param>
    /// <param name="fileName">For messages.</param>
    /// <exception cref="SeederException">A column is missing, doubled or of the wrong type.</exception>
    public static IReadOnlyList<TripFileColumn> Map(
        IReadOnlyList<Field> fields, IReadOnlyDictionary<string, long> unitsPerSecond, string fileName)
    {
        var byName = fields.ToLookup(field => field.Name, StringComparer.OrdinalIgnoreCase);
        RefuseForeign(byName, fileName);
        return [.. TripColumn.All.Select(column => Map(column, byName, unitsPerSecond, fileName))];
    }

    private static TripFileColumn Map(
        TripColumn column,
        ILookup<string, Field> byName,
        IReadOnlyDictionary<string, long> unitsPerSecond,
        string fileName)
    {
        var candidates = byName[column.Name].ToList();
        if (candidates.Count == 0)
        {
            return column.IsInEveryFile
                ? throw new SeederException(
                    $"Trip file '{fileName}' has no column '{column.Name}' ({Expected(column.Kind)}); "
                    + $"expected a TLC yellow trip file, found columns {Shown(byName)}.")
                : new(column, FileValueKind.Absent);
        }

        if (candidates.Count > 1)
        {
            throw new SeederException(
                $"Trip file '{fileName}' has column '{column.Name}' more than once "
                + $"({string.Join(", ", candidates.Select(field => field.Name))}); expected it once in any case.");
        }

        if (candidates[0] is not DataField { MaxRepetitionLevel: 0 } field)
        {
            throw WrongType(column, candidates[0].ToString(), fileName);
        }

        if (field.SchemaElement?.LogicalType?.UNKNOWN is not null)
        {
            return new(column, FileValueKind.Absent);
        }

        var kind = unitsPerSecond.ContainsKey(field.Name) ? FileValueKind.Time : KindOf(field.ClrType);
        if (kind is not { } known || !IsAccepted(column.Kind, known))
        {
            throw WrongType(column, kind is { } found ? Described(found)
                : $"values of type {field.ClrType.Name}", fileName);
        }

        return new(column, known, field, known == FileValueKind.Time
            ? unitsPerSecond.GetValueOrDefault(field.Name, defaultValue: 1_000_000)
            : null);
    }

    private static void RefuseForeign(ILookup<string, Field> byName, string fileName)
    {
        foreach (var (column, what) in ForeignColumns)
        {
            if (byName.Contains(column))
            {
                throw new SeederException(
                    $"Trip file '{fileName}' has a column '{column}': {what}; "
                    + "expected yellow taxi trips with tpep_pickup_datetime, PULocationID and DOLocationID.");
            }
        }
    }

    private static long? UnitsPerSecond(SchemaElement element)
    {
        if (element.LogicalType?.TIMESTAMP is { } timestamp)
        {
            return timestamp.Unit switch
            {
                { NANOS: not null } => 1_000_000_000,
                { MILLIS: not null } => 1_000,
                _ => 1_000_000,
            };
        }

        return element.ConvertedType switch
        {
            ConvertedType.TIMESTAMP_MILLIS => 1_000,
            ConvertedType.TIMESTAMP_MICROS => 1_000_000,
            _ => null,
        };
    }

    private static FileValueKind? KindOf(System.Type type)
    {
        if (type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(ushort)
            || type == typeof(sbyte) || type == typeof(byte) || type == typeof(uint))
        {
            return FileValueKind.Whole;
        }

        if (type == typeof(double) || type == typeof(float) || type == typeof(decimal))
        {
            return FileValueKind.Real;
        }

        if (type == typeof(string) || type == typeof(ReadOnlyMemory<char>))
        {
            return FileValueKind.Text;
        }

        return type == typeof(DateTime) ? FileValueKind.Time : null;
    }

    private static bool IsAccepted(TripColumnKind column, FileValueKind file) => column switch
    {
        TripColumnKind.Timestamp => file == FileValueKind.Time,
        TripColumnKind.Text => file == FileValueKind.Text,
        _ => file is FileValueKind.Whole or FileValueKind.Real,
    };

    private static string Expected(TripColumnKind kind) => kind switch
    {
        TripColumnKind.Timestamp => "timestamps",
        TripColumnKind.Text => "text",
        TripColumnKind.WholeNumber => "whole numbers",
        _ => "numbers",
    };

    private static string Described(FileValueKind kind) => kind switch
    {
        FileValueKind.Time => "timestamps",
        FileValueKind.Text => "text",
        FileValueKind.Whole => "whole numbers",
        _ => "numbers",
    };

    private static SeederException WrongType(TripColumn column, string found, string fileName) => new(
        $"Trip file '{fileName}' column '{column.Name}' holds {found}; expected {Expected(column.Kind)}.");

    private static string Shown(ILookup<string, Field> byName)
    {
        // A damaged name may hold anything, also what would steer the user's terminal.
        var names = byName.Select(group => new string([.. group.Key.Select(c => char.IsControl(c) ? '?' : c)]))
            .ToList();
        var shown = string.Join(", ", names.Take(25));
        return names.Count > 25 ? $"{shown} and {names.Count - 25} more" : shown.Length > 0 ? shown : "none";
    }
}
