using System.Security.Cryptography;

namespace CdcAnalytics.LocalPostgres;

/// <summary>
/// The one place that holds the cluster's password: a file in libpq's passfile form, readable by its owner only, so
/// that psql finds the password without seeing it on its command line.
/// <see href="https://www.postgresql.org/docs/18/libpq-pgpass.html"/>
/// </summary>
internal static class PasswordFile
{
    private const int PasswordBytes = 24;

    /// <summary>Makes a random password of letters and digits, which needs no quoting anywhere.</summary>
    public static string Generate() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));

    /// <summary>Writes the file, at once with its final mode, so that it is never readable by others.</summary>
    public static void Write(string path, string userName, string password)
    {
        // One line for the loopback address and one for every other way in, the socket's folder among them.
        WritePrivate(path, $"127.0.0.1:*:*:{userName}:{password}\n*:*:*:{userName}:{password}\n");
    }

    /// <summary>Writes any text to a file that only its owner can read.</summary>
    public static void WritePrivate(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        File.Delete(path);
        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    /// <summary>Reads the password of a user.</summary>
    /// <exception cref="LocalPostgresException">The file is missing or has no line for that user.</exception>
    public static string Read(string path, string userName)
    {
        if (File.Exists(path))
        {
            // 127.0.0.1:*:*:cdc:0f3a...
            foreach (var line in File.ReadLines(path))
            {
                var fields = line.Split(':');
                if (fields.Length == 5 && fields[3] == userName)
                {
                    return fields[4];
                }
            }
        }

        throw new LocalPostgresException(
            $"The password file '{path}' has no line for user '{userName}', so the database beside it cannot be "
            + "opened. Restore the file, or move its folder away to start with an empty database.");
    }
}
