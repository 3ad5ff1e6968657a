namespace CdcAnalytics.Sql.Binding;

/// <summary>What a bound call computes. Operands have been brought to the types it needs.</summary>
internal enum Operation
{
    /// <summary>a AND b, of three values.</summary>
    And,

    /// <summary>a OR b, of three values.</summary>
    Or,

    /// <summary>NOT a, of three values.</summary>
    Not,

    /// <summary>a IS NULL.</summary>
    IsNull,

    /// <summary>a IS TRUE.</summary>
    IsTrue,

    /// <summary>a IS FALSE.</summary>
    IsFalse,

    /// <summary>Condition, value, condition, value, …, otherwise.</summary>
    Case,

    /// <summary>The first operand that is not NULL.</summary>
    Coalesce,

    /// <summary>a = b.</summary>
    Equal,

    /// <summary>a &lt;&gt; b.</summary>
    NotEqual,

    /// <summary>a &lt; b.</summary>
    Less,

    /// <summary>a &lt;= b.</summary>
    LessOrEqual,

    /// <summary>a &gt; b.</summary>
    Greater,

    /// <summary>a &gt;= b.</summary>
    GreaterOrEqual,

    /// <summary>a LIKE the pattern of the detail.</summary>
    Like,

    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a * b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>The remainder of a / b, with a's sign.</summary>
    Modulo,

    /// <summary>-a.</summary>
    Negate,

    /// <summary>a without its sign.</summary>
    Absolute,

    /// <summary>-1, 0 or 1.</summary>
    Sign,

    /// <summary>The greatest whole number not above a.</summary>
    Floor,

    /// <summary>The least whole number not below a.</summary>
    Ceiling,

    /// <summary>a rounded half up to the detail's number of digits.</summary>
    Round,

    /// <summary>a to the power of b, doubles.</summary>
    Power,

    /// <summary>The square root, a double.</summary>
    SquareRoot,

    /// <summary>The greater of a and b.</summary>
    Greatest,

    /// <summary>The lesser of a and b.</summary>
    Least,

    /// <summary>a as another type; fails when it does not fit.</summary>
    Cast,

    /// <summary>a as another type; NULL when it does not fit.</summary>
    TryCast,

    /// <summary>The beginning of the detail's unit that a lies in.</summary>
    FloorTime,

    /// <summary>The end of the detail's unit that a lies in, or a itself at its beginning.</summary>
    CeilingTime,

    /// <summary>The detail's part of a date or timestamp.</summary>
    Extract,

    /// <summary>Whole units of the detail from a to b.</summary>
    TimestampDifference,

    /// <summary>a plus b microseconds (days, for a date).</summary>
    AddTime,

    /// <summary>a plus b months, the day cut to the month's last.</summary>
    AddMonths,

    /// <summary>The start of the tumbling window of size b and offset c that a lies in.</summary>
    WindowStart,

    /// <summary>a in capitals.</summary>
    Upper,

    /// <summary>a in small letters.</summary>
    Lower,

    /// <summary>a without the characters of b at both ends.</summary>
    Trim,

    /// <summary>a without the characters of b at its beginning.</summary>
    TrimStart,

    /// <summary>a without the characters of b at its end.</summary>
    TrimEnd,

    /// <summary>Characters of a from b on (counted from 1), c of them if given.</summary>
    Substring,

    /// <summary>Characters in a.</summary>
    CharacterLength,

    /// <summary>a followed by b.</summary>
    Concatenate,

    /// <summary>a with every b replaced by c.</summary>
    Replace,

    /// <summary>Where a begins in b, counted from 1; 0 when it does not occur.</summary>
    Position,
}
