using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CdcAnalytics.Dashboard.Api;

/// <summary>
/// An event hour in a query string, such as <c>2024-01-15T08:00</c>: New York wall clock, without a zone.
/// </summary>
internal static class HourParameter
{
    private static readonly string[] _formats = ["yyyy-MM-dd'T'HH", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    /// <summary>Reads an hour; minutes and seconds must be zero.</summary>
    /// <param name="text">The query string's value, or null when there is none.</param>
    /// <param name="hour">The hour; null when <paramref name="text"/> is.</param>
    /// <param name="problem">What is wrong with it, to be answered with 400.</param>
    public static bool TryRead(string? text, out DateTime? hour, [NotNullWhen(false)] out IResult? problem)
    {
        hour = null;
        problem = null;
        if (text is null)
        {
            return true;
        }

        if (DateTime.TryParseExact(text, _formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
            && read.TimeOfDay.Ticks % TimeSpan.TicksPerHour == 0)
        {
            hour = read;
            return true;
        }

        problem = Problems.BadParameter(
            "hour", text, "the start of an hour on New York's wall clock, without a zone, such as 2024-01-15T08:00");
        return false;
    }
}
