namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>A field of a Thrift struct that is kept when a footer is rewritten.</summary>
/// <param name="Type">Its wire type.</param>
/// <param name="Element">The wire type of a list's elements; null for anything but a list.</param>
/// <param name="Struct">The fields of a struct, or of a list's structs; null for anything else.</param>
internal sealed record ThriftField(ThriftType Type, ThriftType? Element = null, ThriftStruct? Struct = null)
{
    public static ThriftField Bool { get; } = new(ThriftType.True);

    public static ThriftField Byte { get; } = new(ThriftType.Byte);

    public static ThriftField Int16 { get; } = new(ThriftType.Int16);

    public static ThriftField Int32 { get; } = new(ThriftType.Int32);

    public static ThriftField Int64 { get; } = new(ThriftType.Int64);

    public static ThriftField Binary { get; } = new(ThriftType.Binary);

    public static ThriftField Of(ThriftStruct fields) => new(ThriftType.Struct, Struct: fields);

    public static ThriftField ListOf(ThriftType element) => new(ThriftType.List, element);

    public static ThriftField ListOf(ThriftStruct fields) => new(ThriftType.List, ThriftType.Struct, fields);
}
