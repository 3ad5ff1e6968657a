using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Postgres.Replication;

namespace CdcAnalytics.Postgres.Snapshot;

/// <summary>Reads the tuples of a binary COPY of one table's declared columns.</summary>
internal sealed class SnapshotRowDecoder
{
    private const int NullLength = -1;

    private readonly CapturedTable _table;
    private readonly WireType[] _types;
    private readonly ValueDecoder _values = new();

    /// <summary>For that table.</summary>
    /// <exception cref="IncompatibleRelationException">A column is missing or of another type.</exception>
    public SnapshotRowDecoder(CapturedTable table, TypeCatalog types)
    {
        _table = table;
        _types = [.. table.Plan.RowType.Columns.Select(column =>
            table.Catalog.Find(column.Name) is { } found && types.Find(found.TypeId) is { } type
                ? type
                : throw new IncompatibleRelationException($"Column {table.Plan.Name}.{column.Name} cannot be read."))];
    }

    /// <summary>Reads a tuple into a row.</summary>
    /// <returns>Null when all was read; otherwise what does not fit, naming the column.</returns>
    public string? Decode(ReadOnlySpan<byte> tuple, RowBuffer rows, int row)
    {
        string? failure = null;
        var reader = new WireReader(tuple);
        reader.ReadInt16();
        for (var column = 0; column < _types.Length; column++)
        {
            var length = reader.ReadInt32();
            if (length == NullLength)
            {
                rows.SetNull(row, column);
                failure ??= _table.Plan.RowType.Columns[column].Type.IsNullable ? null : Describe(column, "is NULL");
            }
            else if (_values.Decode(reader.ReadBytes(length), _types[column], rows, row, column) is { } problem)
            {
                rows.SetNull(row, column);
                failure ??= Describe(column, problem);
            }
        }

        return failure;
    }

    private string Describe(int column, string problem)
    {
        var declared = _table.Plan.RowType.Columns[column];
        return $"{declared.Name} {problem}; expected {declared.Type}.";
    }
}
