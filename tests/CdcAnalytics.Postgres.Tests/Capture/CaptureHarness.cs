using System.Globalization;
using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdcAnalytics.Postgres.Tests.Capture;

/// <summary>
/// A source on a test's database and the rows its changes make, checked strictly: an insert must be new, an update's or
/// delete's old image must be what is there. What a committed batch made survives a crash, nothing else does.
/// </summary>
internal sealed class CaptureHarness(TestDatabase database, params SourceTable[] tables) : IAsyncDisposable
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(60);

    private Dictionary<string, string>[] _rows = [.. tables.Select(_ => new Dictionary<string, string>())];
    private Dictionary<string, string>[] _committedRows = [.. tables.Select(_ => new Dictionary<string, string>())];
    private PostgresChangeSource? _source;

    public PostgresChangeSourceOptions Options { get; set; } = new()
    {
        ConnectionString = database.ConnectionString,
        SlotName = database.Name + "_slot",
        PublicationName = database.Name + "_publication",
        HeartbeatInterval = TimeSpan.FromMilliseconds(50),
        StatusInterval = TimeSpan.FromMilliseconds(50),
        CatchUpThresholdBytes = null,
    };

    public ChangeBatch Batch { get; } = new(tables);

    public SourcePosition? Position { get; private set; }

    public List<UnreadableChange> Unreadable { get; } = [];

    public List<string> Log { get; } = [];

    public int Batches { get; private set; }

    public int BatchesInsideTransactions { get; private set; }

    public PostgresChangeSource Source => _source ?? throw new InvalidOperationException("Open the source first.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public IReadOnlyCollection<string> RowsOf(int table) => [.. _rows[table].Values.Order(StringComparer.Ordinal)];

    public async Task OpenAsync() =>
        _source = await PostgresChangeSource.OpenAsync(
            Options, tables, Position, TimeProvider.System, NullLogger<PostgresChangeSource>.Instance, Cancellation);

    public async Task ResynchroniseAsync()
    {
        _rows = [.. tables.Select(_ => new Dictionary<string, string>())];
        _source = await PostgresChangeSource.ResynchroniseAsync(
            Options, tables, TimeProvider.System, NullLogger<PostgresChangeSource>.Instance, Cancellation);
    }

    public async Task ReadAsync(bool acknowledge = true)
    {
        Batch.Clear();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(ReadTimeout);
        await Source.ReadAsync(Batch, limit.Token);
        Batches++;
        Apply();
        if (Batch.End is not { } end)
        {
            BatchesInsideTransactions++;
            return;
        }

        Position = end;
        _committedRows = [.. _rows.Select(rows => new Dictionary<string, string>(rows))];
        if (acknowledge)
        {
            await Source.AcknowledgeAsync(end, Cancellation);
        }
    }

    /// <summary>Reads until everything committed before the call is in.</summary>
    public async Task ReadToEndAsync()
    {
        var target = Lsn.Parse(await database.QueryValueAsync<string>(
            "SELECT pg_logical_emit_message(true, 'cdc_analytics.heartbeat', '')::text", Cancellation)
            ?? throw new InvalidOperationException());
        while (Position?.CommitEndLsn is not { } reached || reached <= target)
        {
            await ReadAsync();
        }
    }

    /// <summary>Ends the source as a kill would: nothing is acknowledged, uncommitted rows are forgotten.</summary>
    public async Task CrashAsync()
    {
        await CloseAsync();
        _rows = [.. _committedRows.Select(rows => new Dictionary<string, string>(rows))];
    }

    public async Task AssertEqualsTableAsync(int table, string query)
    {
        var expected = await database.QueryAsync(query, Cancellation);
        Assert.Equal(
            expected.Select(row => string.Join('|', row.Select(value => value ?? "~"))).Order(StringComparer.Ordinal),
            RowsOf(table));
    }

    /// <summary>Drops the slot, whoever reads it; a walsender lets go of it a moment after its end.</summary>
    public Task DropSlotAsync() =>
        database.ExecuteAsync(
            $"""
            DO $$ BEGIN
              FOR attempt IN 1..1000 LOOP
                PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots
                WHERE slot_name = '{Options.SlotName}' AND active_pid IS NOT NULL;
                BEGIN
                  PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots
                  WHERE slot_name = '{Options.SlotName}';
                  RETURN;
                EXCEPTION WHEN object_in_use THEN
                  PERFORM pg_sleep(0.005);
                END;
              END LOOP;
            END $$
            """, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await DropSlotAsync();
    }

    private async Task CloseAsync()
    {
        if (_source is { } source)
        {
            _source = null;
            await source.DisposeAsync();
        }
    }

    public static string Format(RowBuffer rows, int row) =>
        string.Join('|', rows.Type.Columns.Select((column, index) => FormatValue(rows, row, index, column.Type)));

    private static string FormatValue(RowBuffer rows, int row, int column, ColumnType type) =>
        rows.IsNull(row, column)
            ? "~"
            : type.Kind switch
            {
                ValueKind.Text => rows.GetText(row, column) ?? "missing",
                ValueKind.Decimal => FormatDecimal(rows.GetDecimal(row, column), type.Scale),
                ValueKind.Double => BitConverter.Int64BitsToDouble(rows.GetWord(row, column))
                    .ToString(CultureInfo.InvariantCulture),
                _ => rows.GetWord(row, column).ToString(CultureInfo.InvariantCulture),
            };

    private static string FormatDecimal(Int128 unscaled, int scale)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (unscaled < 0 ? "-" : "") + digits[..^scale] + (scale > 0 ? "." : "") + digits[^scale..];
    }

    private void Apply()
    {
        Unreadable.AddRange(Batch.Unreadable);
        foreach (var change in Batch.Events)
        {
            var rows = _rows[change.Table];
            var buffer = Batch.RowsOf(change.Table);
            var table = tables[change.Table];
            switch (change.Operation)
            {
                case ChangeOperation.Truncate:
                    Log.Add("Truncate");
                    rows.Clear();
                    break;
                case ChangeOperation.Delete:
                    Remove(rows, table, buffer, change.Row, "Delete");
                    break;
                case ChangeOperation.Update:
                    Remove(rows, table, buffer, change.Row, "Update from");
                    Add(rows, table, buffer, change.Row + 1, "to");
                    break;
                default:
                    Add(rows, table, buffer, change.Row, change.Operation.ToString());
                    break;
            }
        }
    }

    private void Add(Dictionary<string, string> rows, SourceTable table, RowBuffer buffer, int row, string what)
    {
        var image = Format(buffer, row);
        Log.Add($"{what} {image}");
        Assert.True(rows.TryAdd(KeyOf(table, buffer, row), image), $"{what} {image}: the row is there already.");
    }

    private void Remove(Dictionary<string, string> rows, SourceTable table, RowBuffer buffer, int row, string what)
    {
        var image = Format(buffer, row);
        Log.Add($"{what} {image}");
        Assert.True(rows.Remove(KeyOf(table, buffer, row), out var there), $"{what} {image}: there is no such row.");
        Assert.Equal(there, image);
    }

    private static string KeyOf(SourceTable table, RowBuffer buffer, int row) =>
        string.Join('|', table.PrimaryKey.Select(
            column => FormatValue(buffer, row, column, buffer.Type.Columns[column].Type)));
}
