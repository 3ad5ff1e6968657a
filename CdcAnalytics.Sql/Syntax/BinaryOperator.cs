namespace CdcAnalytics.Sql.Syntax;

/// <summary>An operator between two operands.</summary>
internal enum BinaryOperator
{
    /// <summary>a OR b.</summary>
    Or,

    /// <summary>a AND b.</summary>
    And,

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

    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a * b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>a % b.</summary>
    Modulo,

    /// <summary>a || b.</summary>
    Concatenate,
}
