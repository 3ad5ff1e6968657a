using Aspire.Hosting;
using CdcAnalytics.AppHost.Resources.Flink;

namespace CdcAnalytics.AppHost.Tests.WithAspire.Flink;

public sealed class FlinkStateFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("cdc-flink-folder-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Containers_may_write_to_it_and_other_users_of_this_machine_cannot_reach_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights.");
        var folder = new FlinkStateFolder(_root, "test");

        folder.Create();

        Assert.Equal(Path.Combine(_root, "test", "flink"), folder.FullPath);
        Assert.Equal("0777", RightsOf(folder.FullPath));
        Assert.Equal("0700", RightsOf(Path.Combine(_root, "test")));
    }

    [Fact]
    public void What_is_in_it_stays_and_its_rights_are_mended()
    {
        var folder = new FlinkStateFolder(_root, "test");
        folder.Create();
        var checkpoint = Path.Combine(folder.FullPath, "checkpoints", "0a1b", "chk-7", "_metadata");
        Directory.CreateDirectory(Path.GetDirectoryName(checkpoint) ?? _root);
        File.WriteAllText(checkpoint, "state");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.FullPath, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        folder.Create();

        Assert.Equal("state", File.ReadAllText(checkpoint));
        Assert.Equal(OperatingSystem.IsWindows() ? "" : "0777", RightsOf(folder.FullPath));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_with_the_setting_to_change()
    {
        var taken = Path.Combine(_root, "a-file");
        File.WriteAllText(taken, "");

        var refusal = Assert.Throws<DistributedApplicationException>(new FlinkStateFolder(taken, "test").Create);

        Assert.StartsWith(
            $"The folder of Flink's checkpoints, '{Path.Combine(taken, "test", "flink")}', cannot be made: ",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.EndsWith(" Set another StateFolder.", refusal.Message, StringComparison.Ordinal);
    }

    private static string RightsOf(string folder) =>
        OperatingSystem.IsWindows() ? "" : "0" + Convert.ToString((int)File.GetUnixFileMode(folder), 8);
}
