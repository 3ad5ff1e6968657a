using CdcAnalytics.Engine.Checkpoints;
using CdcAnalytics.Testing.Simulation;
using static CdcAnalytics.Engine.Tests.TripTables;

namespace CdcAnalytics.Engine.Tests;

public sealed class CheckpointTests
{
    private readonly EngineHarness _engine = new(Queries.ByZone(("trips", Queries.Count)), Queries.HourFinal("final"));

    [Fact]
    public void State_of_another_pipeline_is_refused_with_both_fingerprints()
    {
        var exception = Refused(checkpoint => checkpoint with { Fingerprint = "other" });
        Assert.Contains("'other'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'tests'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_is_noticed_wherever_it_is()
    {
        _engine.Run(Insert(Trip(1, "10:00")));
        var length = _engine.Sink.Load()!.Deltas[0].Content.Length;
        for (var position = 0; position < length; position++)
        {
            Refused(checkpoint => checkpoint with
            {
                Deltas = [.. checkpoint.Deltas.Select(delta => (delta.EpochNumber, Flip(delta.Content, position)))],
            });
        }
    }

    [Fact]
    public void A_missing_delta_is_named()
    {
        for (var trip = 1; trip <= 3; trip++)
        {
            _engine.Run();
        }

        var exception = Refused(checkpoint => checkpoint with
        {
            EpochNumber = checkpoint.EpochNumber + 1,
        });
        Assert.Contains("last epoch, 4,", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_in_the_place_of_another_is_noticed()
    {
        _engine.Run([.. Enumerable.Range(1, 100).Select(id => Insert(Trip(id, "10:00", zone: id)))]);
        Refused(checkpoint => checkpoint with
        {
            Segments =
            [
                .. checkpoint.Segments.Select(stored =>
                    (stored.EpochNumber, stored.Segment with { Index = 63 - stored.Segment.Index })),
            ],
        });
    }

    [Fact]
    public void An_epoch_without_change_writes_only_its_progress()
    {
        _engine.Run(Insert(Trip(1, "10:00")));
        for (var epoch = 0; epoch < 70; epoch++)
        {
            _engine.Run();
        }

        var idle = _engine.Run();
        Assert.InRange(idle.State.Delta.Length, 1, 64);
        Assert.Empty(idle.State.Segments);
    }

    [Fact]
    public void Segments_cost_about_as_much_as_deltas_and_let_old_deltas_go()
    {
        for (var epoch = 0; epoch < 300; epoch++)
        {
            _engine.Run(
                [
                    .. Enumerable.Range(0, 40).Select(
                        row => Insert(Trip((epoch * 40) + row, "10:00", (epoch * 7) + row))),
                ]);
        }

        var (deltas, segments) = _engine.Sink.WrittenStateBytes;
        Assert.InRange((double)segments / deltas, 0.3, 2.0);
        Assert.InRange(_engine.Sink.KeptDeltas, 1, 150);
        var before = _engine.Rows();
        _engine.Restart();
        Assert.Empty(_engine.Run().Results);
        _engine.Run(SimulatedChange.Truncate(Trips));
        Assert.NotEmpty(before);
        Assert.Empty(_engine.Rows());
    }

    [Fact]
    public void A_restored_engine_goes_on_at_the_next_epoch()
    {
        _engine.Run(Insert(Trip(1, "10:00")));
        _engine.Restart();
        Assert.Equal(1, _engine.Engine.EpochNumber);
        Assert.Equal(2, _engine.Run().Number);
    }

    private CheckpointMismatchException Refused(Func<Checkpoint, Checkpoint> change)
    {
        if (_engine.Sink.LastEpoch is null)
        {
            _engine.Run(Insert(Trip(1, "10:00")));
        }

        var checkpoint = change(_engine.Sink.Load()!);
        return Assert.Throws<CheckpointMismatchException>(
            () => PipelineEngine.Restore(_engine.Plan, new EngineOptions(), checkpoint));
    }

    private static ReadOnlyMemory<byte> Flip(ReadOnlyMemory<byte> content, int position)
    {
        var bytes = content.ToArray();
        bytes[position] ^= 0x10;
        return bytes;
    }
}
