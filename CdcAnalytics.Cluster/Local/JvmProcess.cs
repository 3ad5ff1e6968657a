namespace CdcAnalytics.Cluster.Local;

/// <summary>What one JVM is to run, and with what.</summary>
/// <param name="Name">One of <see cref="ProcessNames"/>.</param>
/// <param name="Library">Folder of jars.</param>
/// <param name="MainClass">What to run.</param>
internal sealed record JvmProcess(string Name, string Library, string MainClass)
{
    /// <summary>Limits of memory and what else comes before the class path.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>Arguments of the main class.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Further environment; may hold passwords.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether optimised code would never pay for its making: the process plans and coordinates or, as a broker, passes
    /// whole batches on, and looks at no single row.
    /// </summary>
    public bool TouchesNoRow { get; init; }

    /// <summary>Jars beside those of <see cref="Library"/>.</summary>
    public IReadOnlyList<string> FurtherJars { get; init; } = [];

    /// <summary>
    /// All jars in one order: a class-data archive is only used with the class path that it was made with.
    /// </summary>
    public string ClassPath => string.Join(
        ':', Directory.GetFiles(Library, "*.jar").Order(StringComparer.Ordinal).Concat(FurtherJars));
}
