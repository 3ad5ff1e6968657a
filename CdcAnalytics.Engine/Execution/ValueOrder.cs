using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Engine.State;

namespace CdcAnalytics.Engine.Execution;

/// <summary>The order of values of one kind, none of them NULL.</summary>
internal static class ValueOrder
{
    /// <summary>Compares two values that lie at the given offsets among words or, for texts, among texts.</summary>
    public static int Compare(
        ValueKind kind,
        ReadOnlySpan<long> leftWords,
        ReadOnlySpan<string?> leftTexts,
        int leftOffset,
        ReadOnlySpan<long> rightWords,
        ReadOnlySpan<string?> rightTexts,
        int rightOffset) =>
        kind switch
        {
            ValueKind.Text => RowText.Compare(leftTexts[leftOffset] ?? "", rightTexts[rightOffset] ?? ""),
            ValueKind.Decimal => DecimalAt(leftWords, leftOffset).CompareTo(DecimalAt(rightWords, rightOffset)),
            ValueKind.Double => CompareDoubles(
                BitConverter.Int64BitsToDouble(leftWords[leftOffset]),
                BitConverter.Int64BitsToDouble(rightWords[rightOffset])),
            _ => leftWords[leftOffset].CompareTo(rightWords[rightOffset]),
        };

    private static Int128 DecimalAt(ReadOnlySpan<long> words, int offset) =>
        new((ulong)words[offset + 1], (ulong)words[offset]);

    /// <summary>As Postgres and Flink order them: NaN is greater than every number.</summary>
    private static int CompareDoubles(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right)
            ? double.IsNaN(left).CompareTo(double.IsNaN(right))
            : left.CompareTo(right);
}
