using System.CommandLine;
using Npgsql;

namespace CdcAnalytics.Seeder.Cli;

/// <summary>Where the database is: an option, or the variable that Aspire and the host set. Never printed.</summary>
internal static class ConnectionSetting
{
    private const string Variable = "ConnectionStrings__taxi";

    /// <summary>The option <c>--connection</c>.</summary>
    public static Option<string?> CreateOption() => new("--connection")
    {
        HelpName = "text",
        Description =
            "Npgsql connection string, such as 'Host=127.0.0.1;Port=5432;Database=taxi;Username=me'. Default: "
                + "the variable "
            + $"{Variable}. Others see this machine's command lines: keep the password in the variable, "
            + "in the file PGPASSFILE names, or in ~/.pgpass.",
    };

    /// <summary>A data source for what the user gave.</summary>
    /// <exception cref="SeederException">Nothing was given, or it cannot be read.</exception>
    public static NpgsqlDataSource Open(string? option)
    {
        var text = option ?? Environment.GetEnvironmentVariable(Variable);
        var source = option is null ? $"The variable {Variable}" : "--connection";
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new SeederException($"No database is named; give --connection or set the variable {Variable}.");
        }

        try
        {
            var builder = new NpgsqlConnectionStringBuilder(text) { IncludeErrorDetail = false };
            builder.ApplicationName ??= "CdcAnalytics.Seeder";
            if (string.IsNullOrEmpty(builder.Host))
            {
                throw new SeederException($"{source} names no Host.");
            }

            return NpgsqlDataSource.Create(builder);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            // The parser's own message may quote the text, and the text may hold the password.
            throw new SeederException(
                $"{source} is not a connection string; expected 'Host=…;Port=…;Database=…;Username=…' "
                    + "(keyword=value with semicolons).",
                exception);
        }
    }
}
