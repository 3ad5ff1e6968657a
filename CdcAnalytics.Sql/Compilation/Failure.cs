using CdcAnalytics.Engine.Plans;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>The exceptions compiled expressions throw; made here, off the path of rows that have a value.</summary>
internal static class Failure
{
    /// <summary>A value that its type cannot hold.</summary>
    public static RowEvaluationException OutOfRange(string expression, string type, string[] operands) =>
        new($"{expression} does not fit {type}; its operands are {string.Join(", ", operands)}.");

    /// <summary>A division by zero.</summary>
    public static RowEvaluationException DivisionByZero(string expression, string[] operands) =>
        new($"{expression} divides by zero; its operands are {string.Join(", ", operands)}.");

    /// <summary>A value that cannot be cast.</summary>
    public static RowEvaluationException BadCast(string expression, string type, string[] operands) =>
        new($"{expression}: {string.Join(", ", operands)} is no {type}.");
}
