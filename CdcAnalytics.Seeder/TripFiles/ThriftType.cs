namespace CdcAnalytics.Seeder.TripFiles;

/// <summary>Wire types of Thrift's compact protocol (github.com/apache/thrift, thrift-compact-protocol.md).</summary>
internal enum ThriftType
{
    Stop = 0,
    True = 1,
    False = 2,
    Byte = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
}
