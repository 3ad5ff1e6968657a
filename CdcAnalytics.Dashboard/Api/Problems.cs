using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CdcAnalytics.Dashboard.Api;

/// <summary>Answers that say what is wrong and what to do (RFC 9457).</summary>
internal static class Problems
{
    /// <summary>A parameter that cannot be understood or is out of range.</summary>
    public static IResult BadParameter(string name, string value, string expected) => Results.Problem(
        $"Parameter '{name}' is '{value}'; it must be {expected}.",
        statusCode: StatusCodes.Status400BadRequest,
        title: "A parameter is out of range");

    /// <summary>A whole number with a range; null means the default.</summary>
    public static bool TryReadCount(
        string name, string? text, int standard, int most, out int count, [NotNullWhen(false)] out IResult? problem)
    {
        problem = null;
        count = standard;
        if (text is null
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count)
                && count >= 1 && count <= most))
        {
            return true;
        }

        problem = BadParameter(name, text, string.Create(CultureInfo.InvariantCulture, $"a whole number, 1 to {most}"));
        return false;
    }

    /// <summary>The database cannot be asked at this moment.</summary>
    public static IResult NotReady(string detail) => Results.Problem(
        detail,
        statusCode: StatusCodes.Status503ServiceUnavailable,
        title: "The database is not ready");

    /// <summary>The pipeline has not created the table yet.</summary>
    public static IResult NoTable(string what) => Results.Problem(
        $"The table that holds {what} does not exist yet; the pipeline creates it when it starts.",
        statusCode: StatusCodes.Status503ServiceUnavailable,
        title: "The result table does not exist yet");

    /// <summary>Too many pages are open.</summary>
    public static IResult TooManyPages(int most) => Results.Problem(
        string.Create(
            CultureInfo.InvariantCulture, $"{most} pages are open already; close one, or raise MaxLivePages."),
        statusCode: StatusCodes.Status503ServiceUnavailable,
        title: "Too many open pages");
}
