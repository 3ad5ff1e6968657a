using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Execution;

/// <summary>How one output column of an aggregate is computed from a group's accumulators.</summary>
/// <param name="Function">What is computed.</param>
/// <param name="Name">The output column's name, for messages.</param>
/// <param name="Type">The output column's type.</param>
/// <param name="ArgumentScale">Digits after the point of what was summed.</param>
/// <param name="CountTarget">Offset of the count of values; the column is NULL when it is 0.</param>
/// <param name="ValueTarget">Offset of the sum or extremum.</param>
/// <param name="IsWide">Whether the sum has a third word.</param>
/// <param name="Column">The output column.</param>
/// <param name="OutputOffset">Where the output column lies in its row.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AggregateResult(
    AggregateFunction Function,
    string Name,
    ColumnType Type,
    int ArgumentScale,
    int CountTarget,
    int ValueTarget,
    bool IsWide,
    int Column,
    int OutputOffset)
{
    private static readonly Int128[] PowersOfTen = MakePowersOfTen();

    /// <summary>Writes the column.</summary>
    /// <exception cref="RowEvaluationException">The value has more digits than the column.</exception>
    public void Write(
        ReadOnlySpan<long> values, ReadOnlySpan<string?> valueTexts, Span<long> words, Span<string?> texts)
    {
        var count = values[CountTarget];
        if (Function is AggregateFunction.CountRows or AggregateFunction.Count)
        {
            WriteNumber(words, count);
            return;
        }

        if (count == 0)
        {
            words[Column >> 6] |= 1L << (Column & 63);
            return;
        }

        switch (Function)
        {
            case AggregateFunction.Sum:
                WriteNumber(words, SumOf(values));
                break;
            case AggregateFunction.Average:
                WriteNumber(words, AverageOf(SumOf(values), count));
                break;
            default:
                WriteExtremum(values, valueTexts, words, texts);
                break;
        }
    }

    private static Int128[] MakePowersOfTen()
    {
        var powers = new Int128[39];
        powers[0] = 1;
        for (var index = 1; index < powers.Length; index++)
        {
            powers[index] = powers[index - 1] * 10;
        }

        return powers;
    }

    private void WriteExtremum(
        ReadOnlySpan<long> values, ReadOnlySpan<string?> valueTexts, Span<long> words, Span<string?> texts)
    {
        switch (Type.Kind)
        {
            case ValueKind.Text:
                texts[OutputOffset] = valueTexts[ValueTarget];
                break;
            case ValueKind.Decimal:
                words[OutputOffset] = values[ValueTarget];
                words[OutputOffset + 1] = values[ValueTarget + 1];
                break;
            default:
                words[OutputOffset] = values[ValueTarget];
                break;
        }
    }

    private Int128 SumOf(ReadOnlySpan<long> values)
    {
        var sum = new Int128((ulong)values[ValueTarget + 1], (ulong)values[ValueTarget]);
        if (IsWide && values[ValueTarget + 2] != 0)
        {
            throw TooLarge("more than 38 digits");
        }

        return sum;
    }

    private Int128 AverageOf(Int128 sum, long count)
    {
        if (Type.Kind != ValueKind.Decimal)
        {
            return sum / count;
        }

        var shift = Type.Scale - ArgumentScale;
        if (shift >= 0 && Int128.Abs(sum) <= long.MaxValue / 2 && shift <= 18)
        {
            var scaled = sum * PowersOfTen[shift];
            if (scaled <= long.MaxValue / 2 && scaled >= long.MinValue / 2)
            {
                return RoundedQuotient((long)scaled, count);
            }
        }

        var numerator = (BigInteger)sum * BigInteger.Pow(10, Math.Max(shift, 0));
        var denominator = (BigInteger)count * BigInteger.Pow(10, Math.Max(-shift, 0));
        var doubled = ((BigInteger.Abs(numerator) * 2) + denominator) / (denominator * 2);
        if (doubled >= (BigInteger)PowersOfTen[38])
        {
            throw TooLarge("more than 38 digits");
        }

        return (Int128)(numerator.Sign < 0 ? -doubled : doubled);
    }

    /// <summary>Rounds half away from zero.</summary>
    private static long RoundedQuotient(long numerator, long denominator)
    {
        var (quotient, remainder) = Math.DivRem(Math.Abs(numerator), denominator);
        var rounded = remainder >= denominator - remainder ? quotient + 1 : quotient;
        return numerator < 0 ? -rounded : rounded;
    }

    private void WriteNumber(Span<long> words, Int128 value)
    {
        switch (Type.Kind)
        {
            case ValueKind.Decimal:
                if (Int128.Abs(value) >= PowersOfTen[Type.Precision])
                {
                    throw TooLarge(value.ToString(CultureInfo.InvariantCulture) + " unscaled");
                }

                words[OutputOffset] = (long)(ulong)value;
                words[OutputOffset + 1] = (long)(ulong)(value >> 64);
                break;
            case ValueKind.Int32 when value < int.MinValue || value > int.MaxValue:
            case ValueKind.Int64 when value < long.MinValue || value > long.MaxValue:
                throw TooLarge(value.ToString(CultureInfo.InvariantCulture));
            default:
                words[OutputOffset] = (long)value;
                break;
        }
    }

    private RowEvaluationException TooLarge(string value) =>
        new($"{Function} in column '{Name}' is {value}, which {Type} cannot hold.");
}
