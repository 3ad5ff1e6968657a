namespace CdcAnalytics.Cluster.Local;

/// <summary>Turns what a JVM is to run into a command line.</summary>
internal static class JvmLaunch
{
    /// <summary>The launch of one JVM.</summary>
    public static ProcessLaunch Create(
        JvmProcess jvm, LocalClusterOptions options, LocalClusterFolders folders, ClassArchive? archive)
    {
        var scratch = folders.Scratch(jvm.Name);
        return new ProcessLaunch(jvm.Name, options.Homes.Java, Arguments(jvm, options.Jit, archive, scratch))
        {
            Environment = new Dictionary<string, string>(jvm.Environment)
            {
                // By default glibc keeps up to eight pools per core, which RocksDB's threads fill and never give back.
                ["MALLOC_ARENA_MAX"] = "2",
            },
            ScratchFolder = scratch,
            FurtherStopTime = archive is { IsThere: false } ? ClassArchive.MakingTime : TimeSpan.Zero,
            Stopped = () => archive?.Keep(),
            Died = () => archive?.Discard(),
        };
    }

    private static List<string> Arguments(JvmProcess jvm, JitMode jit, ClassArchive? archive, string scratch)
    {
        var arguments = new List<string>();
        if (jit == JitMode.FirstTier)
        {
            arguments.Add("-XX:TieredStopAtLevel=1");
        }

        // Heaps of a few hundred megabytes: the serial collector is the smallest, and its pauses are short.
        arguments.AddRange(["-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError"]);
        arguments.AddRange(archive?.Options ?? []);
        arguments.AddRange(jvm.Options);
        arguments.Add($"-Djava.io.tmpdir={scratch}");
        arguments.AddRange(["-cp", jvm.ClassPath, jvm.MainClass]);
        arguments.AddRange(jvm.Arguments);
        return arguments;
    }
}
