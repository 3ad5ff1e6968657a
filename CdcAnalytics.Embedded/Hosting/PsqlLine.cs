using System.Globalization;
using Npgsql;

namespace CdcAnalytics.Embedded.Hosting;

/// <summary>A line to paste into a shell that opens a database; it never holds a password.</summary>
internal static class PsqlLine
{
    /// <summary>The line for a given connection string.</summary>
    public static string For(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        var passfile = string.IsNullOrEmpty(given.Passfile) ? "" : $"PGPASSFILE={Quote(given.Passfile)} ";
        var port = given.Port.ToString(CultureInfo.InvariantCulture);
        var user = string.IsNullOrEmpty(given.Username) ? "" : $" -U {Quote(given.Username)}";
        var name = string.IsNullOrEmpty(given.Database) ? "" : $" -d {Quote(given.Database)}";
        return $"{passfile}psql -h {Quote(given.Host ?? "127.0.0.1")} -p {port}{user}{name}";
    }

    private static string Quote(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
            ? text
            : "'" + text.Replace("'", @"'\''", StringComparison.Ordinal) + "'";
}
