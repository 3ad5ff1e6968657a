using System.Text;

namespace CdcAnalytics.Postgres.Sink;

/// <summary>Names of tables and columns as SQL text that holds exactly that name, whatever characters it has.</summary>
public static class SqlIdentifier
{
    /// <summary>Longest name Postgres keeps, in UTF-8 bytes; it cuts longer ones off without an error.</summary>
    public const int MaxBytes = 63;

    /// <summary>The name in double quotes, with quotes inside doubled.</summary>
    /// <exception cref="ArgumentException">The name is empty, too long or holds a zero character.</exception>
    public static string Quote(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Encoding.UTF8.GetByteCount(name) > MaxBytes)
        {
            throw new ArgumentException(
                $"The name '{name}' is longer than {MaxBytes} bytes, the most Postgres keeps; choose a shorter one.");
        }

        if (name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A name in Postgres cannot hold the zero character.");
        }

        return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
