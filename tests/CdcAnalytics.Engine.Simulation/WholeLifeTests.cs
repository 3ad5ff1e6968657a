using System.Globalization;

namespace CdcAnalytics.Engine.Simulation;

public sealed class WholeLifeTests
{
    /// <summary>Set it to <c>N</c> for seed N alone, or to <c>N-M</c> for all seeds from N to M.</summary>
    private const string SeedsVariable = "CDC_SIMULATION_SEEDS";

    public static TheoryData<int> Seeds()
    {
        var asked = Environment.GetEnvironmentVariable(SeedsVariable);
        if (string.IsNullOrEmpty(asked))
        {
            return [.. Enumerable.Range(1, 10)];
        }

        var bounds = asked.Split('-').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return [.. Enumerable.Range(bounds[0], bounds[^1] - bounds[0] + 1)];
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task Every_epoch_of_a_life_with_crashes_equals_the_batch_answer(int seed) =>
        WithReplayAsync(seed, async () =>
    {
        await using var life = new SimulatedLife(seed, crashes: true);
        life.Run();
    });

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task The_same_life_twice_writes_the_same_bytes(int seed) => WithReplayAsync(seed, async () =>
    {
        await using var first = new SimulatedLife(seed, crashes: true);
        await using var second = new SimulatedLife(seed, crashes: true);
        first.Run();
        second.Run();
        Assert.Equal(first.StateDigest, second.StateDigest);
    });

    private static async Task WithReplayAsync(int seed, Func<Task> life)
    {
        try
        {
            await life();
        }
        catch (Exception exception)
        {
            // The runner shows this message first; the original is beneath it.
            throw new InvalidOperationException(
                $"Seed {seed} failed. Replay: {SeedsVariable}={seed} dotnet run --project "
                + $"tests/CdcAnalytics.Engine.Simulation\n{exception.Message}",
                exception);
        }
    }
}
