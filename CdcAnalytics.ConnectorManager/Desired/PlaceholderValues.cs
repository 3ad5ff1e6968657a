using System.Text.RegularExpressions;

namespace CdcAnalytics.ConnectorManager.Desired;

/// <summary>
/// What <c>${value:Name}</c> in a connector file stands for. <c>${value:Name:text}</c> has a default, and a setting
/// with <c>${value:Name?}</c> is left out where there is no value. Connect's own <c>${env:...}</c> is not touched.
/// </summary>
/// <param name="values">Values by name, upper and lower case alike; a blank one is as none.</param>
/// <param name="required">Names that some file must use: a misspelt setting is refused, not ignored.</param>
public sealed partial class PlaceholderValues(
    IReadOnlyDictionary<string, string> values, IEnumerable<string> required)
{
    /// <summary>The configuration section of the values.</summary>
    public const string Section = "Connectors:Values";

    private readonly Dictionary<string, string> _values = values
        .Where(value => !string.IsNullOrWhiteSpace(value.Value))
        .ToDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _unused = new(required, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that must be used and were not, after all files were filled.</summary>
    public IReadOnlyCollection<string> Unused => _unused;

    /// <summary>Whether a text holds a placeholder of ours.</summary>
    public static bool Holds(string text) => text.Contains("${value:", StringComparison.Ordinal);

    /// <summary>Fills a setting's text; null when the setting is to be left out.</summary>
    /// <exception cref="ConnectorFileException">A placeholder has no value, or is not well formed.</exception>
    internal string? Fill(ConnectorSetting setting, string path)
    {
        var isLeftOut = false;
        var filled = Placeholder().Replace(setting.Value, match =>
        {
            var name = match.Groups["name"].Value;
            _ = _unused.Remove(name);
            if (_values.TryGetValue(name, out var value))
            {
                return value;
            }

            if (match.Groups["optional"].Success)
            {
                isLeftOut = true;
                return string.Empty;
            }

            return match.Groups["default"] is { Success: true } given
                ? given.Value
                : throw ConnectorFileException.At(
                    path, setting.Line,
                    $"\"{setting.Key}\" wants the value '{name}'; set Connectors__Values__{name}, or write "
                        + $"${{value:{name}:default}} or, where the setting can be left out, ${{value:{name}?}}.");
        });
        return Holds(filled)
            ? throw ConnectorFileException.At(
                path, setting.Line,
                $"\"{setting.Key}\" holds a placeholder that is not well formed; write ${{value:Name}}, "
                    + "${value:Name:default} or ${value:Name?}.")
            : isLeftOut ? null : filled;
    }

    [GeneratedRegex(@"\$\{value:(?<name>[A-Za-z][A-Za-z0-9]*)((?<optional>\?)|:(?<default>[^}]*))?\}")]
    private static partial Regex Placeholder();
}
