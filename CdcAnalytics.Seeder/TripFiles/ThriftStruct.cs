namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>The fields of a Parquet footer struct that reading trips needs, by their ids in parquet.thrift.</summary>
internal sealed class ThriftStruct : Dictionary<int, ThriftField>
{
    private static readonly ThriftStruct Empty = [];

    private static readonly ThriftStruct TimeUnit = new()
    {
        [1] = ThriftField.Of(Empty),
        [2] = ThriftField.Of(Empty),
        [3] = ThriftField.Of(Empty),
    };

    private static readonly ThriftStruct Timestamp = new()
    {
        [1] = ThriftField.Bool,
        [2] = ThriftField.Of(TimeUnit),
    };

    private static readonly ThriftStruct LogicalType = new()
    {
        [1] = ThriftField.Of(Empty), // STRING
        [2] = ThriftField.Of(Empty), // MAP
        [3] = ThriftField.Of(Empty), // LIST
        [4] = ThriftField.Of(Empty), // ENUM
        [5] = ThriftField.Of(new() { [1] = ThriftField.Int32, [2] = ThriftField.Int32 }), // DECIMAL
        [6] = ThriftField.Of(Empty), // DATE
        [7] = ThriftField.Of(Timestamp), // TIME has the same fields
        [8] = ThriftField.Of(Timestamp),
        [10] = ThriftField.Of(new() { [1] = ThriftField.Byte, [2] = ThriftField.Bool }), // INTEGER
        [11] = ThriftField.Of(Empty), // UNKNOWN: always null
        [12] = ThriftField.Of(Empty), // JSON
        [13] = ThriftField.Of(Empty), // BSON
        [14] = ThriftField.Of(Empty), // UUID
        [15] = ThriftField.Of(Empty), // FLOAT16
    };

    private static readonly ThriftStruct SchemaElement = new()
    {
        [1] = ThriftField.Int32, // type
        [2] = ThriftField.Int32, // type_length
        [3] = ThriftField.Int32, // repetition_type
        [4] = ThriftField.Binary, // name
        [5] = ThriftField.Int32, // num_children
        [6] = ThriftField.Int32, // converted_type
        [7] = ThriftField.Int32, // scale
        [8] = ThriftField.Int32, // precision
        [10] = ThriftField.Of(LogicalType),
    };

    // Statistics are left out: nothing here trusts them, and decoding damaged ones only fails.
    private static readonly ThriftStruct ColumnMetaData = new()
    {
        [1] = ThriftField.Int32, // type
        [2] = ThriftField.ListOf(ThriftType.Int32), // encodings
        [3] = ThriftField.ListOf(ThriftType.Binary), // path_in_schema
        [4] = ThriftField.Int32, // codec
        [5] = ThriftField.Int64, // num_values
        [6] = ThriftField.Int64, // total_uncompressed_size
        [7] = ThriftField.Int64, // total_compressed_size
        [9] = ThriftField.Int64, // data_page_offset
        [10] = ThriftField.Int64, // index_page_offset
        [11] = ThriftField.Int64, // dictionary_page_offset
    };

    private static readonly ThriftStruct ColumnChunk = new()
    {
        [1] = ThriftField.Binary, // file_path
        [2] = ThriftField.Int64, // file_offset
        [3] = ThriftField.Of(ColumnMetaData),
        // crypto_metadata: kept empty, as the sign that the column is encrypted.
        [8] = ThriftField.Of(Empty),
    };

    private static readonly ThriftStruct RowGroup = new()
    {
        [1] = ThriftField.ListOf(ColumnChunk),
        [2] = ThriftField.Int64, // total_byte_size
        [3] = ThriftField.Int64, // num_rows
    };

    /// <summary>The root of a footer.</summary>
    public static ThriftStruct FileMetaData { get; } = new()
    {
        [1] = ThriftField.Int32, // version
        [2] = ThriftField.ListOf(SchemaElement),
        [3] = ThriftField.Int64, // num_rows
        [4] = ThriftField.ListOf(RowGroup),
        [6] = ThriftField.Binary, // created_by
        // encryption_algorithm: kept empty, as the sign that columns may be encrypted.
        [8] = ThriftField.Of(Empty),
    };
}
