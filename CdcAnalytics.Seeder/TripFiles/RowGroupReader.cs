using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parquet;
using Parquet.Schema;

namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>Decodes a row group's columns one after the other into a scratch file.</summary>
/// <remarks>Memory holds one column at a time: at most twelve bytes a row, and the distinct texts.</remarks>
internal sealed class RowGroupReader(ScratchFile scratch)
{
    private const int ChunkRows = 8 * 1024;

    /// <summary>
    /// What the value buffer is filled with, to see whether the pages brought as many values as promised.
    /// </summary>
    private const byte Untouched = 0xA5;

    private readonly long[] _bits = new long[ChunkRows];
    private readonly bool[] _isPresent = new bool[ChunkRows];

    /// <summary>Decodes one column.</summary>
    /// <returns>The distinct texts that a text column's bits index; empty for other columns.</returns>
    /// <exception cref="InvalidDataException">The pages hold another number of values than the footer says.</exception>
    public async Task<IReadOnlyList<string>> ReadAsync(
        ParquetRowGroupReader group,
        int columnIndex,
        TripFileColumn column,
        int rowCount,
        CancellationToken cancellationToken)
    {
        if (column.Field is not { } field)
        {
            WriteAbsent(columnIndex, rowCount);
            return [];
        }

        var target = new Target(group, field, columnIndex, rowCount);
        if (column.Kind == FileValueKind.Text)
        {
            return await ReadTextAsync(target, cancellationToken);
        }

        await (field.ClrType switch
        {
            var type when type == typeof(long) => ReadAsync<long>(target, static value => value, cancellationToken),
            var type when type == typeof(int) => ReadAsync<int>(target, static value => value, cancellationToken),
            var type when type == typeof(uint) => ReadAsync<uint>(target, static value => value, cancellationToken),
            var type when type == typeof(short) => ReadAsync<short>(target, static value => value, cancellationToken),
            var type when type == typeof(ushort) => ReadAsync<ushort>(target, static value => value, cancellationToken),
            var type when type == typeof(sbyte) => ReadAsync<sbyte>(target, static value => value, cancellationToken),
            var type when type == typeof(byte) => ReadAsync<byte>(target, static value => value, cancellationToken),
            var type when type == typeof(double) =>
                ReadAsync<double>(target, BitConverter.DoubleToInt64Bits, cancellationToken),
            var type when type == typeof(float) =>
                ReadAsync<float>(target, static value => BitConverter.DoubleToInt64Bits(value), cancellationToken),
            var type when type == typeof(decimal) =>
                ReadAsync<decimal>(target, static value =>
                    BitConverter.DoubleToInt64Bits((double)value), cancellationToken),
            var type when type == typeof(DateTime) => ReadAsync<DateTime>(
                target, static value => (value.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
                    cancellationToken),
            var type => throw new NotSupportedException($"type {type.Name} has no reader"),
        });
        return [];
    }

    private async Task ReadAsync<T>(Target target, Func<T, long> toBits, CancellationToken cancellationToken)
        where T : struct
    {
        var values = ArrayPool<T>.Shared.Rent(target.RowCount);
        var levels = ArrayPool<int>.Shared.Rent(target.RowCount);
        try
        {
            MemoryMarshal.CreateSpan(
                ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(values)),
                values.Length * Unsafe.SizeOf<T>()).Fill(Untouched);
            var presentCount = await ReadRawAsync(target, values, levels, cancellationToken);
            if (presentCount > 0 && Unsafe.SizeOf<T>() >= sizeof(int) && IsUntouched(ref values[presentCount - 1]))
            {
                throw TooFewValues();
            }

            Spread(target, levels, index => toBits(values[index]));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(levels);
            ArrayPool<T>.Shared.Return(values);
        }
    }

    private async Task<IReadOnlyList<string>> ReadTextAsync(Target target, CancellationToken cancellationToken)
    {
        var untouched = "untouched".AsMemory();
        var values = new ReadOnlyMemory<char>[target.RowCount];
        Array.Fill(values, untouched);
        var levels = ArrayPool<int>.Shared.Rent(target.RowCount);
        try
        {
            var presentCount = await ReadRawAsync(target, values, levels, cancellationToken);
            if (presentCount > 0 && values[presentCount - 1].Equals(untouched))
            {
                throw TooFewValues();
            }

            var texts = new List<string>();
            var indexes = new Dictionary<string, int>(StringComparer.Ordinal);
            var bySpan = indexes.GetAlternateLookup<ReadOnlySpan<char>>();
            Spread(target, levels, index =>
            {
                var span = values[index].Span;
                if (!bySpan.TryGetValue(span, out var known))
                {
                    known = texts.Count;
                    texts.Add(span.ToString());
                    indexes.Add(texts[known], known);
                }

                return known;
            });
            return texts;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(levels);
        }
    }

    /// <summary>Reads a column's values, without gaps, and its levels; returns how many values are not NULL.</summary>
    private static async Task<int> ReadRawAsync<T>(
        Target target, T[] values, int[] levels, CancellationToken cancellationToken)
        where T : struct
    {
        var rowCount = target.RowCount;
        if (target.Field.MaxDefinitionLevel == 0)
        {
            await target.Group.ReadRawAsync(target.Field, values.AsMemory(0, rowCount), null, null, cancellationToken);
            Array.Fill(levels, 0, 0, rowCount);
            return rowCount;
        }

        Array.Fill(levels, -1, 0, rowCount);
        await target.Group.ReadRawAsync(
            target.Field, values.AsMemory(0, rowCount), levels.AsMemory(0, rowCount), null, cancellationToken);
        var presentCount = 0;
        foreach (var level in levels.AsSpan(0, rowCount))
        {
            if (level < 0 || level > target.Field.MaxDefinitionLevel)
            {
                throw TooFewValues();
            }

            presentCount += level == target.Field.MaxDefinitionLevel ? 1 : 0;
        }

        return presentCount;
    }

    /// <summary>Writes values to the scratch file with the gaps that the levels say.</summary>
    private void Spread(Target target, int[] levels, Func<int, long> bitsOf)
    {
        var present = 0;
        for (var first = 0; first < target.RowCount; first += ChunkRows)
        {
            var count = Math.Min(ChunkRows, target.RowCount - first);
            for (var i = 0; i < count; i++)
            {
                var isPresent = levels[first + i] == target.Field.MaxDefinitionLevel;
                _isPresent[i] = isPresent;
                _bits[i] = isPresent ? bitsOf(present++) : 0;
            }

            scratch.Write(target.ColumnIndex, first, _bits.AsSpan(0, count), _isPresent.AsSpan(0, count));
        }
    }

    private void WriteAbsent(int columnIndex, int rowCount)
    {
        Array.Clear(_bits);
        Array.Clear(_isPresent);
        for (var first = 0; first < rowCount; first += ChunkRows)
        {
            var count = Math.Min(ChunkRows, rowCount - first);
            scratch.Write(columnIndex, first, _bits.AsSpan(0, count), _isPresent.AsSpan(0, count));
        }
    }

    private static bool IsUntouched<T>(ref T value)
        where T : struct =>
        !MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>())
            .ContainsAnyExcept(Untouched);

    private static InvalidDataException TooFewValues() => new("its pages hold fewer values than the footer says");

    private sealed record Target(ParquetRowGroupReader Group, DataField Field, int ColumnIndex, int RowCount);
}
