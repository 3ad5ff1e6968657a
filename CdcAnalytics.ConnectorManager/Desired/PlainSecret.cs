using System.Text.RegularExpressions;

namespace CdcAnalytics.ConnectorManager.Desired;

/// <summary>
/// Finds a secret that stands in a connector file in plain text. Connect shows a connector's configuration to everybody
/// who can reach its REST API, so secrets are references that only the worker resolves.
/// </summary>
internal static partial class PlainSecret
{
    /// <summary>Refuses a setting that holds a secret or would take one from our own settings.</summary>
    /// <exception cref="ConnectorFileException">It does.</exception>
    public static void Refuse(ConnectorSetting setting, string path)
    {
        if (SecretKey().IsMatch(setting.Key) && !Reference().IsMatch(setting.Value))
        {
            throw ConnectorFileException.At(
                path, setting.Line,
                $"\"{setting.Key}\" must not stand here in plain text; write \"${{env:CDC_DATABASE_PASSWORD}}\" and "
                    + "set that variable for the process of Kafka Connect.");
        }

        if (SecretInText().IsMatch(setting.Value))
        {
            throw ConnectorFileException.At(
                path, setting.Line,
                $"\"{setting.Key}\" holds a password inside its text; take it out, and give it in the setting for the "
                    + "password as \"${env:CDC_DATABASE_PASSWORD}\".");
        }
    }

    [GeneratedRegex(@"(^|\.)(password|passwd|secret|token|passphrase)$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretKey();

    // Such as ${env:CDC_DATABASE_PASSWORD} or ${file:/run/secrets/database:password}; never our own ${value:...}.
    [GeneratedRegex(@"^\$\{(?!value:)[A-Za-z]+:[^}]+\}$")]
    private static partial Regex Reference();

    // jdbc:postgresql://host/db?password=x, postgres://user:x@host/db, password="x" of a JAAS line.
    [GeneratedRegex(@"(password|passwd|pwd)\s*=\s*""?(?!\$\{)[^\s""]|//[^/@:\s]+:(?!\$\{)[^/@\s]+@",
        RegexOptions.IgnoreCase)]
    private static partial Regex SecretInText();
}
