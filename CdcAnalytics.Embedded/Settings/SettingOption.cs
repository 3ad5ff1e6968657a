using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace CdcAnalytics.Embedded.Settings;

/// <summary>
/// Makes options that may be given in the environment too: <c>--trips-per-second</c> is
/// <c>CDC_TRIPS_PER_SECOND</c>; the command line wins.
/// </summary>
public static class SettingOption
{
    /// <summary>A path as the user's folder makes it absolute; null stays null.</summary>
    public static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);

    /// <summary>A setting in words.</summary>
    /// <param name="name">Such as <c>--data-folder</c>.</param>
    /// <param name="description">For the help: what it is, and its default.</param>
    /// <param name="isValid">Refuses a value; null lets every one pass.</param>
    /// <param name="expected">What a refused value should have been.</param>
    public static Option<string?> Text(
        string name, string description, Func<string, bool>? isValid = null, string? expected = null)
    {
        var option = new Option<string?>(name)
        {
            Description = description,
            HelpName = "TEXT",
            DefaultValueFactory = result => FromEnvironment(result, name, isValid, expected),
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && isValid is not null && !isValid(value))
            {
                result.AddError($"{name} is '{value}'; expected {expected}.");
            }
        });
        return option;
    }

    private static string? FromEnvironment(
        ArgumentResult result, string name, Func<string, bool>? isValid, string? expected)
    {
        var variable = VariableOf(name);
        var value = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (isValid is not null && !isValid(value))
        {
            result.AddError($"{variable} is '{value}'; expected {expected}.");
        }

        return value;
    }

    /// <summary>A setting that is a whole number.</summary>
    /// <param name="name">Such as <c>--postgres-port</c>.</param>
    /// <param name="description">For the help: what it is, its unit and its default.</param>
    /// <param name="least">Inclusive.</param>
    /// <param name="most">Inclusive.</param>
    public static Option<int?> Number(string name, string description, int least, int most)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
        return new Option<int?>(name)
        {
            HelpName = "N",
            Description = $"{description} [{least.ToString(CultureInfo.InvariantCulture)} to "
                + $"{most.ToString(CultureInfo.InvariantCulture)}]",
            DefaultValueFactory = result =>
            {
                var text = Environment.GetEnvironmentVariable(VariableOf(name));
                return string.IsNullOrEmpty(text) ? null : Parse(result, VariableOf(name), text);
            },
            CustomParser = result => Parse(result, name, result.Tokens[0].Value),
        };

        int? Parse(ArgumentResult result, string source, string text)
        {
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most)
            {
                return value;
            }

            result.AddError($"{source} is '{text}'; expected {range}.");
            return null;
        }
    }

    private static string VariableOf(string option) =>
        "CDC_" + option[2..].Replace('-', '_').ToUpperInvariant();
}
