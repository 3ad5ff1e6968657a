using Parquet;
using Parquet.Schema;

namespace CdcAnalytics.Seeder.Tests;

/// <summary>A column of a Parquet file that a test makes up.</summary>
internal abstract class TestColumn(DataField field)
{
    public DataField Field { get; } = field;

    public abstract Task WriteAsync(ParquetRowGroupWriter group, DataField attached, int firstRow, int rowCount);

    public static TestColumn Of<T>(string name, int rowCount, Func<int, T?> value)
        where T : struct =>
        new Values<T>(new DataField(name, typeof(T), isNullable: true), rowCount, value);

    public static TestColumn Required<T>(string name, int rowCount, Func<int, T> value)
        where T : struct =>
        new RequiredValues<T>(new DataField(name, typeof(T), isNullable: false), rowCount, value);

    public static TestColumn Times(string name, int rowCount, DateTimeTimeUnit unit, Func<int, DateTime?> value) =>
        new Values<DateTime>(
            new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: false, unit: unit, isNullable: true),
            rowCount,
            value);

    public static TestColumn LegacyTimes(string name, int rowCount, Func<int, DateTime?> value) =>
        new Values<DateTime>(new DateTimeDataField(name, DateTimeFormat.Impala, isNullable: true), rowCount, value);

    public static TestColumn Decimals(string name, int rowCount, int precision, int scale, Func<int, decimal?> value) =>
        new Values<decimal>(new DecimalDataField(name, precision, scale, isNullable: true), rowCount, value);

    public static TestColumn Texts(string name, int rowCount, Func<int, string?> value) =>
        new TextValues(new DataField(name, typeof(string), isNullable: true), rowCount, value);

    private sealed class Values<T>(DataField field, int rowCount, Func<int, T?> value) : TestColumn(field)
        where T : struct
    {
        private readonly T?[] _values = [.. Enumerable.Range(0, rowCount).Select(value)];

        public override Task WriteAsync(ParquetRowGroupWriter group, DataField attached, int firstRow, int rowCount) =>
            group.WriteAsync<T>(attached, _values.AsMemory(firstRow, rowCount));
    }

    private sealed class RequiredValues<T>(DataField field, int rowCount, Func<int, T> value) : TestColumn(field)
        where T : struct
    {
        private readonly T[] _values = [.. Enumerable.Range(0, rowCount).Select(value)];

        public override Task WriteAsync(ParquetRowGroupWriter group, DataField attached, int firstRow, int rowCount) =>
            group.WriteAsync<T>(attached, _values.AsMemory(firstRow, rowCount));
    }

    private sealed class TextValues(DataField field, int rowCount, Func<int, string?> value) : TestColumn(field)
    {
        private readonly string?[] _values = [.. Enumerable.Range(0, rowCount).Select(value)];

        public override Task WriteAsync(ParquetRowGroupWriter group, DataField attached, int firstRow, int rowCount) =>
            group.WriteAsync(attached, _values[firstRow..(firstRow + rowCount)]);
    }
}
