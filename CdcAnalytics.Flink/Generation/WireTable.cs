using System.Globalization;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Flink.Generation;

/// <summary>
/// A source table as Flink reads it from Debezium's topic: a table of the wire's types, and views over it with the
/// source's own names and types. It is one table for all queries, so that the topic is read and parsed once.
/// </summary>
/// <param name="source">The table, with the columns that are read.</param>
/// <param name="isWindowed">Whether a window reads it; it carries the watermark then.</param>
/// <param name="options">Addresses and intervals.</param>
internal sealed class WireTable(SourceTable source, bool isWindowed, FlinkJobOptions options)
{
    /// <summary>The event time as Flink's windows want it: TIMESTAMP(3), with the watermark.</summary>
    public const string RowTime = "$rowtime";

    /// <summary>What is added to the names of tables and views that windows read.</summary>
    public const string WindowedSuffix = "$windowed";

    private const string WireSuffix = "$wire";
    private const string Committed = "$committed";

    private readonly string _table = FlinkName.OfTable(source.SchemaName, source.Name);

    /// <summary>Whether it carries the watermark.</summary>
    public bool HasWatermark => isWindowed && source.Watermark is not null;

    /// <summary>The view for queries without a window: every column of the source's own type.</summary>
    public string View => _table;

    /// <summary>The view for queries with a window: the same columns, and the row time.</summary>
    public string WindowedView => _table + WindowedSuffix;

    /// <summary>The view for views under a window: its event time is the row time.</summary>
    public string RowTimeView => $"{_table}$rowtime";

    /// <summary>The topic it is read from.</summary>
    public string Topic => $"{options.SourceTopicPrefix}.{source.SchemaName}.{source.Name}";

    private string Name => _table + WireSuffix;

    /// <summary>Whether an operator of that name reads the table.</summary>
    public static bool IsOf(string wireName, string table) => wireName == table + WireSuffix;

    /// <summary>The statements that declare the table and its views.</summary>
    /// <param name="hasViews">Whether views of the pipeline stand between the table and its windows.</param>
    public IEnumerable<string> Statements(bool hasViews)
    {
        yield return Table();
        var own = source.RowType.Columns
            .Select(column => $"{Value(column)} AS {FlinkName.Quote(column.Name)}")
            .ToList();
        if (!isWindowed)
        {
            yield return Create(View, own, from: Name);
            yield break;
        }

        // The other views read this one, so that the planner finds one beginning of all queries, and runs it once.
        yield return Create(
            WindowedView, HasWatermark ? own.Append(FlinkName.Quote(RowTime)) : own, from: Name);
        var names = source.RowType.Columns.Select(column => FlinkName.Quote(column.Name)).ToList();
        yield return Create(View, names, from: WindowedView);
        if (HasWatermark && hasViews)
        {
            var eventTime = source.Watermark!.EventTimeColumn;
            yield return Create(
                RowTimeView,
                names.Select((name, index) => index == eventTime ? $"{FlinkName.Quote(RowTime)} AS {name}" : name),
                from: WindowedView);
        }
    }

    private static string Create(string view, IEnumerable<string> columns, string from) =>
        $"CREATE TEMPORARY VIEW {FlinkName.Quote(view)} AS\nSELECT\n  {string.Join(",\n  ", columns)}\n"
        + $"FROM {FlinkName.Quote(from)}";

    private string Table()
    {
        var lines = source.RowType.Columns.Select((column, index) =>
            $"{FlinkName.Quote(column.Name)} {WireType(column.Type)}"
            + (source.PrimaryKey.Contains(index) ? " NOT NULL" : "")).ToList();
        // Said once here, and not in each view; the planner computes each in the queries that read it.
        lines.AddRange(source.RowType.Columns.Where(column => IsConverted(column.Type)).Select(column =>
            $"{Converted(column)} AS {Conversion(column)}"));
        if (HasWatermark)
        {
            var eventTime = FlinkName.Quote(source.RowType.Columns[source.Watermark!.EventTimeColumn].Name);
            var rowTime = FlinkName.Quote(RowTime);
            var committed = FlinkName.Quote(Committed);
            lines.Add($"{committed} TIMESTAMP_LTZ(3) METADATA FROM 'value.source.timestamp' VIRTUAL");
            lines.Add($"{rowTime} AS {Time(Milliseconds(eventTime), 3)}");
            // NULL moves nothing: one wrong year would otherwise close every window there is.
            lines.Add($"WATERMARK FOR {rowTime} AS CASE WHEN TO_TIMESTAMP_LTZ({Milliseconds(eventTime)}, 3) <= "
                + $"{committed} + {Interval(options.MaxEventTimeAhead)} THEN {rowTime} - "
                + $"{Interval(source.Watermark.Delay)} END");
        }

        var key = source.PrimaryKey.Select(index => FlinkName.Quote(source.RowType.Columns[index].Name));
        lines.Add($"PRIMARY KEY ({string.Join(", ", key)}) NOT ENFORCED");
        var settings = Connector().Select(pair => $"{FlinkName.Text(pair.Name)} = {FlinkName.Text(pair.Value)}");
        return $"CREATE TEMPORARY TABLE {FlinkName.Quote(Name)} (\n  {string.Join(",\n  ", lines)}\n) WITH (\n  "
            + $"{string.Join(",\n  ", settings)}\n)";
    }

    private IEnumerable<(string Name, string Value)> Connector()
    {
        yield return ("connector", "kafka");
        yield return ("topic", Topic);
        yield return ("properties.bootstrap.servers", options.KafkaBootstrapServers);
        yield return ("properties.group.id", $"{options.Name}-flink");
        yield return ("properties.isolation.level", "read_committed");
        // The position is in the checkpoint; without one the compacted topic is read from its beginning.
        yield return ("scan.startup.mode", "earliest-offset");
        yield return ("format", "debezium-json");
        if (HasWatermark)
        {
            // After each event, not each 200 ms of the clock: which events are late is then decided by their order.
            yield return ("scan.watermark.emit.strategy", "on-event");
            if (options.SourcePartitions > 1)
            {
                yield return ("scan.watermark.idle-timeout", $"{options.IdleTimeout.TotalMilliseconds:0} ms");
            }
        }
    }

    private static bool IsConverted(ColumnType type) => type.Kind is ValueKind.Timestamp or ValueKind.Date;

    private static string Converted(Column column) => FlinkName.Quote($"{column.Name}$value");

    private static string WireType(ColumnType type) => type.Kind switch
    {
        ValueKind.Timestamp => "BIGINT",
        ValueKind.Date => "INT",
        _ => (type with { IsNullable = true }).ToString(),
    };

    private static string Value(Column column) =>
        IsConverted(column.Type) ? Converted(column) : FlinkName.Quote(column.Name);

    // Debezium sends a date as days, and a timestamp as microseconds, since 1970.
    private static string Conversion(Column column)
    {
        var wire = FlinkName.Quote(column.Name);
        // The years 1 to 9999: what Flink writes for others Postgres does not read, and one such row would stop all.
        return column.Type.Kind == ValueKind.Date
            ? $"CASE WHEN {wire} BETWEEN -719162 AND 2932896 THEN DATE '1970-01-01' + INTERVAL '1' DAY * {wire} END"
            : $"CASE WHEN {wire} BETWEEN -62135596800000000 AND 253402300799999999 "
                + $"THEN {Timestamp(wire, column.Type.Precision)} END";
    }

    private static string Timestamp(string wire, int precision)
    {
        var milliseconds = Time(Milliseconds(wire), 3);
        var type = string.Create(CultureInfo.InvariantCulture, $"TIMESTAMP({precision})");
        // Flink adds milliseconds only; the rest goes through text, where there is a rest.
        return precision <= 3
            ? $"CAST({milliseconds} AS {type})"
            : $"CASE WHEN MOD({wire}, 1000) = 0 THEN {Time($"{wire} / 1000", precision)} "
                + $"ELSE CAST(CAST({milliseconds} AS STRING) || "
                + $"LPAD(CAST(MOD(MOD({wire}, 1000) + 1000, 1000) AS STRING), 3, '0') AS {type}) END";
    }

    // An addition costs next to nothing; TO_TIMESTAMP_LTZ and a cast go through the calendar, which was a seventh of
    // the TaskManager's time.
    private static string Time(string milliseconds, int precision) =>
        $"TIMESTAMP '1970-01-01 00:00:00.{new string('0', precision)}' + INTERVAL '0.001' SECOND(3) * "
        + $"({milliseconds})";

    // Rounded down, before 1970 too.
    private static string Milliseconds(string wire) => $"({wire} - MOD(MOD({wire}, 1000) + 1000, 1000)) / 1000";

    private static string Interval(TimeSpan length) => string.Create(
        CultureInfo.InvariantCulture,
        $"INTERVAL '{length.Days} {length.Hours:00}:{length.Minutes:00}:{length.Seconds:00}.{length.Milliseconds:000}' "
        + $"DAY({Math.Max(2, length.Days.ToString(CultureInfo.InvariantCulture).Length)}) TO SECOND(3)");
}
