using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>Small operations that compiled code calls because expression trees cannot say them well.</summary>
internal static class Runtime
{
    /// <summary>A decimal out of its two words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Decimal(long low, long high) => new((ulong)high, (ulong)low);

    /// <summary>A decimal's low word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Low(Int128 value) => (long)(ulong)value;

    /// <summary>A decimal's high word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long High(Int128 value) => (long)(ulong)(value >> 64);

    /// <summary>-a; a decimal has fewer digits than would overflow.</summary>
    public static Int128 Negate(Int128 value) => -value;

    /// <summary>a without its sign.</summary>
    public static Int128 Absolute(Int128 value) => Int128.Abs(value);

    /// <summary>A call of one of these.</summary>
    public static MethodCallExpression Call(string name, params Expression[] arguments) =>
        Expression.Call(typeof(Runtime), name, null, arguments);
}
