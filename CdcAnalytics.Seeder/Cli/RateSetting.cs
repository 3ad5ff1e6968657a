using System.CommandLine;
using System.Globalization;

namespace CdcAnalytics.Seeder.Cli;

/// <summary>Numbers on the command line, with their range in help and in refusals.</summary>
internal static class RateSetting
{
    /// <summary>An option with a number between two limits.</summary>
    public static Option<double> CreateNumber(
        string name, string description, double minimum, double maximum, double defaultValue)
    {
        var option = new Option<double>(name)
        {
            HelpName = "number",
            Description = $"{description} Range {Shown(minimum)} to {Shown(maximum)}.",
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    && value >= minimum && value <= maximum)
                {
                    return value;
                }

                result.AddError($"{name} is '{text}'; expected a number from {Shown(minimum)} to {Shown(maximum)}.");
                return defaultValue;
            },
        };
        return option;
    }

    /// <summary>An option with a whole number between two limits.</summary>
    public static Option<long> CreateCount(
        string name, string description, long minimum, long maximum, long? defaultValue)
    {
        var option = new Option<long>(name)
        {
            HelpName = "number",
            Required = defaultValue is null,
            Description = $"{description} Range {Shown(minimum)} to {Shown(maximum)}.",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                    && value >= minimum && value <= maximum)
                {
                    return value;
                }

                result.AddError(
                    $"{name} is '{text}'; expected a whole number from {Shown(minimum)} to {Shown(maximum)}.");
                return minimum;
            },
        };
        if (defaultValue is { } value)
        {
            option.DefaultValueFactory = _ => value;
        }

        return option;
    }

    /// <summary>An option with a moment, without a zone; null when it is not given.</summary>
    public static Option<DateTime?> CreateTime(string name, string description) => new(name)
    {
        HelpName = "yyyy-MM-dd",
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            string[] formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
            if (DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
                && value.Year is >= 2009 and <= 2100)
            {
                return value;
            }

            result.AddError($"{name} is '{text}'; expected a day from 2009 to 2100 such as 2024-01-01.");
            return null;
        },
    };

    private static string Shown(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Shown(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
