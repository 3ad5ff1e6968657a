using System.Runtime.InteropServices;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Execution;

/// <summary>A MIN or MAX of a group and where it lies in the group's values.</summary>
/// <param name="IsMaximum">Whether the greatest value is kept, rather than the smallest.</param>
/// <param name="Kind">The kind of value.</param>
/// <param name="Target">Offset among the values' words or, for a text, their texts.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Extremum(bool IsMaximum, ValueKind Kind, int Target);
