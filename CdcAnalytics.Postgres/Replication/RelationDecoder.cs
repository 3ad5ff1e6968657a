using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Postgres.Replication.Messages;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// Reads the tuples of one table, as its last relation message declared them, into rows of the pipeline.
/// </summary>
internal sealed class RelationDecoder
{
    private readonly SourceTable _table;
    private readonly TupleColumn[] _columns;
    private readonly ValueDecoder _values;

    private RelationDecoder(int tableIndex, SourceTable table, TupleColumn[] columns, ValueDecoder values)
    {
        TableIndex = tableIndex;
        _table = table;
        _columns = columns;
        _values = values;
    }

    /// <summary>Which of the pipeline's tables it is.</summary>
    public int TableIndex { get; }

    /// <summary>The table.</summary>
    public SourceTable Table => _table;

    /// <summary>Matches the declared columns with those sent.</summary>
    /// <exception cref="IncompatibleRelationException">A declared column is missing or has another type.</exception>
    public static RelationDecoder Create(
        int tableIndex, SourceTable table, RelationMessage relation, TypeCatalog types, ValueDecoder values)
    {
        var columns = new TupleColumn[relation.Columns.Count];
        var found = new bool[table.RowType.Columns.Count];
        for (var index = 0; index < columns.Length; index++)
        {
            var sent = relation.Columns[index];
            if (table.RowType.Find(sent.Name) is not { } column)
            {
                continue;
            }

            var declared = table.RowType.Columns[column].Type;
            if (types.Find(sent.TypeId) is not { } type || !TypeCatalog.Fits(type, declared.Kind))
            {
                throw new IncompatibleRelationException(
                    $"Column {sent.Name} of {table.SchemaName}.{table.Name} now has type {sent.TypeId} (see pg_type), "
                    + "which " +
                    $"does not fit the declared {declared}. Declare the new type in the pipeline and start again.");
            }

            found[column] = true;
            columns[index] = new TupleColumn(IsRead: true, column, type);
        }

        var missing = Array.IndexOf(found, false);
        if (missing >= 0)
        {
            throw new IncompatibleRelationException(
                $"Column {table.RowType.Columns[missing].Name} of {table.SchemaName}.{table.Name}, which the pipeline "
                + "reads, " +
                "was dropped or renamed. Change the pipeline accordingly and start again.");
        }

        return new RelationDecoder(tableIndex, table, columns, values);
    }

    /// <summary>
    /// Reads a tuple into a row; values not sent again are taken from <paramref name="oldRow"/> of the same buffer.
    /// </summary>
    /// <returns>Null when all was read; otherwise what does not fit, naming the column.</returns>
    public string? Decode(ref WireReader reader, RowBuffer rows, int row, int? oldRow)
    {
        string? failure = null;
        var count = reader.ReadInt16();
        if (count != _columns.Length)
        {
            throw new InvalidDataException(
                $"A tuple of {_table.SchemaName}.{_table.Name} has {count} columns, its relation {_columns.Length}.");
        }

        foreach (ref readonly var column in _columns.AsSpan())
        {
            var format = reader.ReadByte();
            switch (format)
            {
                case RowChangeTag.BinaryValue:
                case RowChangeTag.TextValue:
                    var bytes = reader.ReadBytes(reader.ReadInt32());
                    if (column.IsRead)
                    {
                        var problem = format == RowChangeTag.BinaryValue
                            ? _values.Decode(bytes, column.Type, rows, row, column.Column)
                            : TextValueDecoder.Decode(bytes, rows, row, column.Column);
                        failure = problem is null ? failure : Refuse(rows, row, column.Column, problem);
                    }

                    break;
                case RowChangeTag.Null:
                    failure = column.IsRead ? SetNull(rows, row, column.Column) ?? failure : failure;
                    break;
                case RowChangeTag.UnchangedToast:
                    if (column.IsRead)
                    {
                        CopyUnchanged(rows, row, oldRow, column.Column);
                    }

                    break;
                default:
                    throw new InvalidDataException($"Unknown column format {format} in a tuple of {_table.Name}.");
            }
        }

        return failure;
    }

    private string Refuse(RowBuffer rows, int row, int column, string problem)
    {
        rows.SetNull(row, column);
        return Describe(column, problem);
    }

    private string? SetNull(RowBuffer rows, int row, int column)
    {
        rows.SetNull(row, column);
        return rows.Type.Columns[column].Type.IsNullable ? null : Describe(column, "is NULL");
    }

    private string Describe(int column, string problem)
    {
        var declared = _table.RowType.Columns[column];
        return $"{declared.Name} {problem}; expected {declared.Type}.";
    }

    // With replica identity FULL the old image holds every large value, so the new one can be completed.
    private void CopyUnchanged(RowBuffer rows, int row, int? oldRow, int column)
    {
        if (oldRow is not { } old)
        {
            throw new IncompatibleRelationException(
                $"A large value of {_table.SchemaName}.{_table.Name}.{_table.RowType.Columns[column].Name} was not "
                + "sent, " +
                $"since the replica identity is not FULL. Run ALTER TABLE {_table.SchemaName}.{_table.Name} REPLICA "
                + "IDENTITY " +
                "FULL and take a new snapshot.");
        }

        if (rows.IsNull(old, column))
        {
            rows.SetNull(row, column);
            return;
        }

        switch (rows.Type.Columns[column].Type.Kind)
        {
            case ValueKind.Text:
                rows.SetText(row, column, rows.GetText(old, column));
                break;
            case ValueKind.Decimal:
                rows.SetDecimal(row, column, rows.GetDecimal(old, column));
                break;
            default:
                rows.SetWord(row, column, rows.GetWord(old, column));
                break;
        }
    }
}
