namespace CdcAnalytics.Engine.Rows;

/// <summary>How a value is held in a row.</summary>
public enum ValueKind
{
    /// <summary>One word: 0 or 1.</summary>
    Boolean,

    /// <summary>One word holding a 32-bit integer, sign-extended (SQL INT; SMALLINT and TINYINT widen to it).</summary>
    Int32,

    /// <summary>One word (SQL BIGINT).</summary>
    Int64,

    /// <summary>One word holding the bits of a double (SQL DOUBLE; FLOAT widens to it). Negative zero and the many NaNs
    /// are made one on entry, so that equal values have equal words.</summary>
    Double,

    /// <summary>
    /// Two words, low then high, of an <see cref="Int128"/>: the value times ten to the column's scale.
    /// </summary>
    Decimal,

    /// <summary>
    /// One word: microseconds since 1970-01-01 00:00 of the row's own clock (SQL TIMESTAMP without zone).
    /// </summary>
    Timestamp,

    /// <summary>One word: days since 1970-01-01 (SQL DATE).</summary>
    Date,

    /// <summary>No word; one text (SQL STRING, VARCHAR, CHAR).</summary>
    Text,
}
