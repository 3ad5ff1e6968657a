namespace CdcAnalytics.Postgres.Replication;

/// <summary>The binary format a Postgres type is sent in, as far as capture reads it.</summary>
internal enum WireType
{
    /// <summary>One byte.</summary>
    Boolean,

    /// <summary>Two bytes.</summary>
    Int16,

    /// <summary>Four bytes.</summary>
    Int32,

    /// <summary>Eight bytes.</summary>
    Int64,

    /// <summary>Four bytes, IEEE 754.</summary>
    Float4,

    /// <summary>Eight bytes, IEEE 754.</summary>
    Float8,

    /// <summary>Base 10,000 digits.</summary>
    Numeric,

    /// <summary>Microseconds since 2000.</summary>
    Timestamp,

    /// <summary>Days since 2000.</summary>
    Date,

    /// <summary>UTF-8.</summary>
    Text,

    /// <summary>Sixteen bytes.</summary>
    Uuid,

    /// <summary>A version byte, then UTF-8.</summary>
    Jsonb,
}
