namespace CdcAnalytics.Cluster.Local;

/// <summary>Turns what a JVM is to run into a command line.</summary>
internal static class JvmLaunch
{
    // Twenty times Java's own thresholds. Seven JVMs that start on few cores spend half of their time on optimising;
    // what rows pass through is past these within seconds, and the rest is not worth it.
    private static readonly string[] OptimiseTheHottest =
    [
        "-XX:Tier4InvocationThreshold=100000",
        "-XX:Tier4MinInvocationThreshold=12000",
        "-XX:Tier4CompileThreshold=300000",
        "-XX:Tier4BackEdgeThreshold=800000",
    ];

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
        arguments.AddRange(
            jit == JitMode.FirstTier || jvm.TouchesNoRow ? ["-XX:TieredStopAtLevel=1"] : OptimiseTheHottest);

        // Heaps of a few hundred megabytes: the serial collector is the smallest, and its pauses are short. Nearly all
        // objects are a row on its way; with a young half instead of a third fewer of them live to be copied.
        arguments.AddRange(
            ["-XX:+UseSerialGC", "-XX:NewRatio=1", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError"]);
        arguments.AddRange(archive?.Options ?? []);
        arguments.AddRange(jvm.Options);
        arguments.Add($"-Djava.io.tmpdir={scratch}");
        arguments.AddRange(["-cp", jvm.ClassPath, jvm.MainClass]);
        arguments.AddRange(jvm.Arguments);
        return arguments;
    }
}
