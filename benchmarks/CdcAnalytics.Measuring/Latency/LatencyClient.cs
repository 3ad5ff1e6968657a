using System.Diagnostics;
using CdcAnalytics.Seeder.Generation;
using Npgsql;

namespace CdcAnalytics.Measuring.Latency;

/// <summary>
/// One client that inserts trips one by one, each its own transaction, at its share of the rate. Its trips have a
/// payment type of their own, so that a count in <c>payment_mix_live</c> says which of them is visible.
/// </summary>
public sealed class LatencyClient
{
    private readonly long[] _sent;
    private readonly long[] _committed;
    private readonly long[] _visible;
    private readonly TripGenerator _generator;
    private int _visibleCount;

    /// <summary>A client that will insert so many trips.</summary>
    /// <param name="index">Which client, from 0.</param>
    /// <param name="changes">Trips it inserts, those of the warm-up included.</param>
    /// <param name="seed">Decides the trips.</param>
    public LatencyClient(int index, int changes, long seed)
    {
        Index = index;
        _sent = new long[changes];
        _committed = new long[changes];
        _visible = new long[changes];
        _generator = new TripGenerator(new TripGeneratorOptions { Seed = seed + index });
    }

    /// <summary>Which client, from 0.</summary>
    public int Index { get; }

    /// <summary>The payment type of its trips; the TLC's own end at 6.</summary>
    public int PaymentType => 100 + Index;

    /// <summary>Whether every trip has been seen.</summary>
    public bool IsAllVisible => Volatile.Read(ref _visibleCount) == _sent.Length;

    /// <summary>When the first trip that counts was sent, and the last.</summary>
    public (long First, long Last) SentBetween(int warmUp) => (_sent[warmUp], _sent[^1]);

    /// <summary>Inserts all trips; a trip whose time has passed is sent at once.</summary>
    public async Task RunAsync(
        NpgsqlDataSource dataSource, DateTime hour, double changesPerSecond, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var insert = TripRows.CreateInsert(connection);
        await insert.PrepareAsync(cancellationToken);
        var began = Stopwatch.GetTimestamp();
        for (var number = 0; number < _sent.Length; number++)
        {
            var due = TimeSpan.FromSeconds(number / changesPerSecond);
            var wait = due - Stopwatch.GetElapsedTime(began);
            if (wait > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(wait, cancellationToken);
            }

            TripRows.Set(insert, Next(number, hour));
            _sent[number] = Stopwatch.GetTimestamp();
            await insert.ExecuteNonQueryAsync(cancellationToken);
            _committed[number] = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Notes that the first so many trips are visible.</summary>
    public void SetVisible(int count, long moment)
    {
        for (var number = _visibleCount; number < count; number++)
        {
            _visible[number] = moment;
        }

        Volatile.Write(ref _visibleCount, Math.Max(_visibleCount, count));
    }

    /// <summary>
    /// Milliseconds to visibility from the commit as the client heard of it, from sending, and to the commit. A change
    /// that is visible before its client hears of the commit took no time.
    /// </summary>
    public IEnumerable<(double FromCommit, double FromSent, double Commit)> Latencies(int warmUp) =>
        Enumerable.Range(warmUp, _sent.Length - warmUp).Select(number => (
            Math.Max(0, Milliseconds(_committed[number], _visible[number])),
            Milliseconds(_sent[number], _visible[number]),
            Milliseconds(_sent[number], _committed[number])));

    private static double Milliseconds(long from, long to) => (to - from) * 1e3 / Stopwatch.Frequency;

    // A trip as realistic as any, but of one hour and with the client's payment type.
    private Trip Next(int number, DateTime hour)
    {
        var trip = _generator.Create(number);
        var pickup = hour.AddSeconds(trip.Pickup.TimeOfDay.TotalSeconds % 3600);
        var dropoff = pickup + (trip.Dropoff - trip.Pickup);
        return trip with { Pickup = pickup, Dropoff = dropoff, PaymentType = PaymentType };
    }
}
