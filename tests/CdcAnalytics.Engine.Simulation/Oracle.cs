using CdcAnalytics.Engine.Changes;
using CdcAnalytics.Testing.Simulation;

namespace CdcAnalytics.Engine.Simulation;

/// <summary>
/// What the result tables and the ledger must hold after a part of the log, computed from all of it at once, with plain
/// collections and no code of the engine.
/// </summary>
internal sealed class Oracle
{
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);

    private readonly SimulatedPipeline _pipeline;
    private readonly Dictionary<long, Trip> _trips = [];
    private readonly Dictionary<int, Zone> _zones = [];
    private readonly Dictionary<DateTime, List<Trip>> _openWindows = [];
    private DateTime? _watermark;
    private bool _isReadAnew;

    public Oracle(SimulatedPipeline pipeline)
    {
        _pipeline = pipeline;
    }

    public List<string> ClosedWindowRows { get; } = [];

    /// <summary>Captured, applied, late corrected, dropped, filtered, quarantined, per table.</summary>
    public long[][] Ledger { get; } = [new long[6], new long[6]];

    public DateTime? Watermark => _watermark;

    public IReadOnlyDictionary<long, Trip> Trips => _trips;

    public IReadOnlyDictionary<int, Zone> Zones => _zones;

    public void Apply(SimulatedTransaction transaction)
    {
        if (transaction.StartsAnew)
        {
            _isReadAnew = true;
            _trips.Clear();
            _zones.Clear();
            _openWindows.Clear();
        }

        foreach (var change in transaction.Changes)
        {
            _isReadAnew &= change.Operation == ChangeOperation.Read;
            if (change.Table == SimulatedPipeline.Zones)
            {
                ApplyZone(change);
            }
            else
            {
                ApplyTrip(change, transaction.CommitTimeMicroseconds);
            }
        }
    }

    private void ApplyZone(SimulatedChange change)
    {
        if (change.Operation == ChangeOperation.Truncate)
        {
            _zones.Clear();
        }

        if (Zone.Of(change.Before) is { } before)
        {
            _zones.Remove(before.Id);
        }

        if (Zone.Of(change.After) is { } after)
        {
            _zones.Add(after.Id, after);
        }

        Count(SimulatedPipeline.Zones, 1);
    }

    private void ApplyTrip(SimulatedChange change, long commitTimeMicroseconds)
    {
        if (change.Operation == ChangeOperation.Truncate)
        {
            _trips.Clear();
            _openWindows.Clear();
            Count(SimulatedPipeline.Trips, 1);
            return;
        }

        var before = Trip.Of(change.Before);
        var after = Trip.Of(change.After);
        var decisive = after ?? before!;
        var isDropped = false;
        if (before is not null)
        {
            _trips.Remove(before.Id);
            isDropped |= !TryWindow(before, window => window.Remove(before));
        }

        if (after is not null)
        {
            _trips.Add(after.Id, after);
            isDropped |= !TryWindow(after, window => window.Add(after));
        }

        var isLate = decisive.At < _watermark;
        Count(
            SimulatedPipeline.Trips,
            decisive.Seconds == SimulatedPipeline.PoisonSeconds ? 5 : isDropped ? 3 : isLate ? 2 : 1);
        MoveWatermark(decisive.At, commitTimeMicroseconds);
    }

    private bool TryWindow(Trip trip, Action<List<Trip>> change)
    {
        var end = StartOf(trip.At) + _pipeline.Window;
        if (_watermark >= end)
        {
            return _isReadAnew;
        }

        if (!_openWindows.TryGetValue(end, out var window))
        {
            _openWindows.Add(end, window = []);
        }

        change(window);
        return true;
    }

    private void MoveWatermark(DateTime eventTime, long commitTimeMicroseconds)
    {
        if (eventTime > DateTime.UnixEpoch.AddMicroseconds(commitTimeMicroseconds) + MaxAhead
            || eventTime - _pipeline.Delay <= _watermark)
        {
            return;
        }

        _watermark = eventTime - _pipeline.Delay;
        foreach (var end in _openWindows.Keys.Where(end => end <= _watermark).ToList())
        {
            Close(end, _openWindows[end]);
            _openWindows.Remove(end);
        }
    }

    private void Close(DateTime end, List<Trip> trips)
    {
        foreach (var zone in trips.GroupBy(trip => trip.Zone).Where(
            zone => zone.Count() >= _pipeline.SmallestWindowCount))
        {
            var kinds = zone.Where(trip => trip.Kind is not null).Select(trip => trip.Kind!).Distinct().ToList();
            ClosedWindowRows.Add(Json.Row(
                ("start", end - _pipeline.Window),
                ("end", end),
                ("zone", zone.Key),
                ("trips", zone.Count()),
                ("amount", Json.Sum(zone.Select(trip => trip.Amount))),
                ("last", zone.Max(trip => trip.At)),
                ("kind", Json.Least(kinds)),
                ("kinds", kinds.Count)));
        }
    }

    public DateTime StartOf(DateTime time)
    {
        var offset = (time.Ticks - DateTime.UnixEpoch.Ticks) % _pipeline.Window.Ticks;
        return time.AddTicks(-(offset < 0 ? offset + _pipeline.Window.Ticks : offset));
    }

    private void Count(int table, int ledgerClass)
    {
        Ledger[table][0]++;
        Ledger[table][ledgerClass]++;
    }
}
