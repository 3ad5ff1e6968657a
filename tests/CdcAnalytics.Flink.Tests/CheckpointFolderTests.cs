using CdcAnalytics.Flink.Submission;

namespace CdcAnalytics.Flink.Tests;

public sealed class CheckpointFolderTests : IDisposable
{
    private const string Job = "5b6f71eb4db64e57b9a075ce0acaecc5";
    private const string AsFlinkSeesIt = "file:///opt/flink/state/checkpoints";

    private readonly string _root = Directory.CreateTempSubdirectory("cdc-checkpoints-").FullName;

    [Fact]
    public void Only_a_checkpoint_whose_last_file_has_its_name_is_complete()
    {
        Write("chk-8", "_metadata");
        Write("chk-10", "_metadata");
        // What a JobManager that died was just writing, and what it was just removing.
        Write("chk-11", "._metadata.inprogress.2f8a");
        Write("chk-7", "0b5c");
        Write("shared", "_metadata");
        Write("taskowned", "_metadata");
        Write("chk-new", "_metadata");

        var found = new CheckpointFolder(_root).List(Job, AsFlinkSeesIt);

        Assert.Equal(
            [(8L, $"{AsFlinkSeesIt}/{Job}/chk-8"), (10L, $"{AsFlinkSeesIt}/{Job}/chk-10")],
            found.Select(checkpoint => (checkpoint.Id, checkpoint.Path)).Order());
    }

    [Fact]
    public void A_job_that_completed_nothing_has_nothing()
    {
        Assert.Empty(new CheckpointFolder(_root).List(Job, AsFlinkSeesIt));
    }

    [Fact]
    public void A_folder_that_is_not_there_says_so_and_has_nothing()
    {
        var missing = new CheckpointFolder(Path.Combine(_root, "missing"));

        Assert.False(missing.IsThere);
        Assert.Empty(missing.List(Job, AsFlinkSeesIt));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Write(string folder, string file)
    {
        var path = Path.Combine(_root, Job, folder);
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, file), "");
    }
}
