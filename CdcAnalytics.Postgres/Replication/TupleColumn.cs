using System.Runtime.InteropServices;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>What to do with one column of a tuple.</summary>
/// <param name="IsRead">Whether the pipeline reads it.</param>
/// <param name="Column">Its position in the row; meaningless when not read.</param>
/// <param name="Type">How its values are sent; meaningless when not read.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TupleColumn(bool IsRead, int Column, WireType Type);
