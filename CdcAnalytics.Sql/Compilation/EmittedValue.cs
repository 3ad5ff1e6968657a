using System.Linq.Expressions;
using System.Runtime.InteropServices;

namespace CdcAnalytics.Sql.Compilation;

/// <summary>A value that compiled code has computed.</summary>
/// <param name="Data">The value; meaningless when it is NULL.</param>
/// <param name="IsNull">Whether it is NULL; null when it never is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EmittedValue(Expression Data, Expression? IsNull);
