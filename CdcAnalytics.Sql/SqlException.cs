namespace CdcAnalytics.Sql;

/// <summary>The SQL text cannot be run; the message shows each place, with what to write instead.</summary>
public sealed class SqlException : Exception
{
    /// <summary>Reports the errors found.</summary>
    public SqlException(IReadOnlyList<SqlError> errors)
        : base(string.Join("\n\n", errors))
    {
        Errors = errors;
    }

    /// <summary>Reports a failure that has no place in a file.</summary>
    public SqlException(string message)
        : base(message)
    {
        Errors = [];
    }

    /// <summary>Reports a failure that has no place in a file, and its cause.</summary>
    public SqlException(string message, Exception innerException)
        : base(message, innerException)
    {
        Errors = [];
    }

    /// <summary>The SQL text cannot be run.</summary>
    public SqlException()
        : this("The SQL text cannot be run.")
    {
    }

    /// <summary>Every error found, in the order of the files and statements.</summary>
    public IReadOnlyList<SqlError> Errors { get; }
}
