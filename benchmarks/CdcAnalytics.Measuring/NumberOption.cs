using System.CommandLine;
using System.Globalization;

namespace CdcAnalytics.Measuring;

/// <summary>Options of a command line that are whole numbers.</summary>
public static class NumberOption
{
    /// <summary>An option whose description says its range and default, and which refuses what is outside.</summary>
    public static Option<long> Create(string name, string description, long least, long most, long standard)
    {
        var option = new Option<long>(name)
        {
            Description = string.Create(
                CultureInfo.InvariantCulture, $"{description} {least:#,0} to {most:#,0}; default {standard:#,0}."),
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            var value = result.GetValue(option);
            if (value < least || value > most)
            {
                result.AddError(string.Create(
                    CultureInfo.InvariantCulture, $"{name} is {value}; expected {least} to {most}."));
            }
        });
        return option;
    }
}
