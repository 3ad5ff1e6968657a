using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CdcAnalytics.Seeder.TripFiles;
using CdcAnalytics.Seeder.Trips;

namespace CdcAnalytics.Seeder.Loading;

/// <summary>
/// Rows of a row group on their way into one transaction, checked. Its arrays are reused for the next rows.
/// </summary>
internal sealed class TripBatch
{
    /// <summary>Rows of one transaction at most.</summary>
    public const int MaxRows = 10_000;

    private readonly long[][] _bits = NewColumns<long>();
    private readonly bool[][] _isPresent = NewColumns<bool>();
    private readonly long[][] _values = NewColumns<long>();
    private readonly SortedDictionary<int, string> _violations = [];
    private TripRowGroup? _group;

    /// <summary>Rows in the batch.</summary>
    public int RowCount { get; private set; }

    /// <summary>By row within the batch, why it cannot be loaded.</summary>
    public IReadOnlyDictionary<int, string> Violations => _violations;

    /// <summary>Takes the next rows of a row group and checks them.</summary>
    public void Read(TripRowGroup group, int firstRow, int rowCount)
    {
        _group = group;
        RowCount = rowCount;
        _violations.Clear();
        for (var i = 0; i < group.Columns.Count; i++)
        {
            group.Scratch.Read(i, firstRow, _bits[i].AsSpan(0, rowCount), _isPresent[i].AsSpan(0, rowCount));
            Check(i, group.Columns[i], group.Texts[i]);
        }
    }

    /// <summary>The converted value of a row that violates nothing; false for NULL.</summary>
    public bool TryGetValue(int column, int row, out long value)
    {
        value = _values[column][row];
        return _isPresent[column][row];
    }

    /// <summary>The text that a text column's value stands for.</summary>
    public string Text(int column, long value) => Group().Texts[column][(int)value];

    /// <summary>The row as the file holds it, as a JSON object. Numbers JSON has no name for are texts.</summary>
    public string RowContent(int row)
    {
        var group = Group();
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            for (var i = 0; i < group.Columns.Count; i++)
            {
                var column = group.Columns[i];
                if (column.Kind == FileValueKind.Absent)
                {
                    continue;
                }

                json.WritePropertyName(column.Target.Name);
                if (!_isPresent[i][row])
                {
                    json.WriteNullValue();
                }
                else
                {
                    WriteValue(json, column, _bits[i][row], group.Texts[i]);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteValue(Utf8JsonWriter json, TripFileColumn column, long bits, IReadOnlyList<string> texts)
    {
        switch (column.Kind)
        {
            case FileValueKind.Real when BitConverter.Int64BitsToDouble(bits) is var real && double.IsFinite(real):
                json.WriteNumberValue(real);
                break;
            case FileValueKind.Real:
                json.WriteStringValue(BitConverter.Int64BitsToDouble(bits)
                    .ToString(CultureInfo.InvariantCulture));
                break;
            case FileValueKind.Time when TripValue.Convert(column, bits, texts, out var microseconds) is null:
                json.WriteStringValue(TripValue.FromMicroseconds(microseconds)
                    .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture));
                break;
            case FileValueKind.Text:
                // jsonb holds no NUL character; the letters of its escape say what was there.
                json.WriteStringValue(texts[(int)bits].Replace("\0", "\\u0000", StringComparison.Ordinal));
                break;
            default:
                json.WriteNumberValue(bits);
                break;
        }
    }

    private void Check(int index, TripFileColumn column, IReadOnlyList<string> texts)
    {
        var bits = _bits[index];
        var isPresent = _isPresent[index];
        var values = _values[index];
        for (var row = 0; row < RowCount; row++)
        {
            var violation = isPresent[row]
                ? TripValue.Convert(column, bits[row], texts, out values[row])
                : column.Target.IsNotNull ? "is NULL" : null;
            if (violation is not null)
            {
                violation = $"{column.Target.Name} {violation}";
                _violations[row] = _violations.TryGetValue(row, out var earlier) ? $"{earlier}; {violation}"
                    : violation;
            }
        }
    }

    private TripRowGroup Group() => _group ?? throw new InvalidOperationException("No rows have been read.");

    private static T[][] NewColumns<T>() => [.. TripColumn.All.Select(_ => new T[MaxRows])];
}
