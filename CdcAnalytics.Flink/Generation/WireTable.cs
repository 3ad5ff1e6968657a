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
    private const string KeyPrefix = "key$";
    // Fields of Debezium's records.
    private const string After = "`after`";
    private const string CommittedAt = "`source`.`ts_ms`";

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
            .Select((column, index) => $"{Value(column, index)} AS {FlinkName.Quote(column.Name)}")
            .ToList();
        // A deletion has no row; its tombstone comes after it, and finds the key gone.
        const string Present = $" WHERE {After} IS NOT NULL";
        if (!isWindowed)
        {
            yield return Create(View, own, Name, Present);
            yield break;
        }

        // The other views read this one, so that the planner finds one beginning of all queries, and runs it once.
        yield return Create(WindowedView, HasWatermark ? own.Append(FlinkName.Quote(RowTime)) : own, Name, Present);
        var names = source.RowType.Columns.Select(column => FlinkName.Quote(column.Name)).ToList();
        yield return Create(View, names, WindowedView);
        if (HasWatermark && hasViews)
        {
            var eventTime = source.Watermark!.EventTimeColumn;
            yield return Create(
                RowTimeView,
                names.Select((name, index) => index == eventTime ? $"{FlinkName.Quote(RowTime)} AS {name}" : name),
                WindowedView);
        }
    }

    private static string Create(string view, IEnumerable<string> columns, string from, string condition = "") =>
        $"CREATE TEMPORARY VIEW {FlinkName.Quote(view)} AS\nSELECT\n  {string.Join(",\n  ", columns)}\n"
        + $"FROM {FlinkName.Quote(from)}{condition}";

    private string Table()
    {
        var columns = source.RowType.Columns;
        var keys = source.PrimaryKey.Select(index => FlinkName.Quote(KeyPrefix + columns[index].Name)).ToList();
        var lines = source.PrimaryKey
            .Select((index, place) => $"{keys[place]} {WireType(columns[index].Type)} NOT NULL")
            .ToList();
        lines.Add($"{After} ROW<{string.Join(", ", RowFields())}>");
        if (HasWatermark)
        {
            var index = source.Watermark!.EventTimeColumn;
            var rowTime = FlinkName.Quote(RowTime);
            var milliseconds = Milliseconds(Wire(columns[index], index));
            lines.Add("`source` ROW<`ts_ms` BIGINT>");
            lines.Add($"{rowTime} AS {Time(milliseconds, 3)}");
            // NULL moves nothing: one wrong year would otherwise close every window there is.
            lines.Add($"WATERMARK FOR {rowTime} AS CASE WHEN {milliseconds} <= {CommittedAt} + "
                + $"{Whole(options.MaxEventTimeAhead.TotalMilliseconds)} THEN {rowTime} - "
                + $"{Interval(source.Watermark.Delay)} END");
        }

        lines.Add($"PRIMARY KEY ({string.Join(", ", keys)}) NOT ENFORCED");
        var settings = Connector().Select(pair => $"{FlinkName.Text(pair.Name)} = {FlinkName.Text(pair.Value)}");
        return $"CREATE TEMPORARY TABLE {FlinkName.Quote(Name)} (\n  {string.Join(",\n  ", lines)}\n) WITH (\n  "
            + $"{string.Join(",\n  ", settings)}\n)";
    }

    // A row that is read for its key alone has a field all the same: whether there is a row is seen by it.
    private IEnumerable<string> RowFields()
    {
        var columns = source.RowType.Columns;
        var others = columns.Where((_, index) => !source.PrimaryKey.Contains(index)).ToList();
        return (others.Count > 0 ? others : [columns[source.PrimaryKey[0]]])
            .Select(column => $"{FlinkName.Quote(column.Name)} {WireType(column.Type)}");
    }

    // Each record is its key's row: before that the one is kept, which Debezium's repetitions are told by. As a format
    // of its own, debezium-json would parse the former row too, and all of "source" as a map for the one field read.
    private IEnumerable<(string Name, string Value)> Connector()
    {
        yield return ("connector", "upsert-kafka");
        yield return ("topic", Topic);
        yield return ("properties.bootstrap.servers", options.KafkaBootstrapServers);
        yield return ("properties.group.id", $"{options.Name}-flink");
        yield return ("properties.isolation.level", "read_committed");
        yield return ("key.format", "json");
        yield return ("key.fields-prefix", KeyPrefix);
        yield return ("value.format", "json");
        yield return ("value.fields-include", "EXCEPT_KEY");
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

    private string Wire(Column column, int index) => source.PrimaryKey.Contains(index)
        ? FlinkName.Quote(KeyPrefix + column.Name)
        : $"{After}.{FlinkName.Quote(column.Name)}";

    private string Value(Column column, int index) => column.Type.Kind is ValueKind.Timestamp or ValueKind.Date
        ? Conversion(column.Type, Wire(column, index))
        : Wire(column, index);

    private static string WireType(ColumnType type) => type.Kind switch
    {
        ValueKind.Timestamp => "BIGINT",
        ValueKind.Date => "INT",
        _ => (type with { IsNullable = true }).ToString(),
    };

    // Debezium sends a date as days, and a timestamp as microseconds, since 1970.
    private static string Conversion(ColumnType type, string wire) =>
        // The years 1 to 9999: what Flink writes for others Postgres does not read, and one such row would stop all.
        type.Kind == ValueKind.Date
            ? $"CASE WHEN {wire} BETWEEN -719162 AND 2932896 THEN DATE '1970-01-01' + INTERVAL '1' DAY * {wire} END"
            : $"CASE WHEN {wire} BETWEEN -62135596800000000 AND 253402300799999999 "
                + $"THEN {Timestamp(wire, type.Precision)} END";

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

    private static string Whole(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    private static string Interval(TimeSpan length) => string.Create(
        CultureInfo.InvariantCulture,
        $"INTERVAL '{length.Days} {length.Hours:00}:{length.Minutes:00}:{length.Seconds:00}.{length.Milliseconds:000}' "
        + $"DAY({Math.Max(2, length.Days.ToString(CultureInfo.InvariantCulture).Length)}) TO SECOND(3)");
}
