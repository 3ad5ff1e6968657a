using CdcAnalytics.Testing.Simulation;

namespace CdcAnalytics.Engine.Simulation;

/// <summary>
/// Writes a random log of trips and zones as a database would: only rows that are there are changed. Trips come late,
/// out of order, with years far off; rows move between groups, come and go, tables are truncated, the slot is lost.
/// </summary>
internal sealed class LogWriter
{
    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly string?[] Kinds = ["card", "cash", "", "Übergröße", "\U0001F695", "\uFFFDodd", null];

    private readonly Random _random;
    private readonly Dictionary<long, Trip> _trips = [];
    private readonly Dictionary<int, Zone> _zones = [];
    private long _nextTrip = 1;
    private DateTime _clock = Start;

    public LogWriter(Random random)
    {
        _random = random;
    }

    public SimulatedLog Log { get; } = new();

    public void Write(int transactions)
    {
        for (var count = 0; count < transactions; count++)
        {
            _clock += TimeSpan.FromMinutes(_random.Next(0, 8));
            if (_random.Next(200) == 0)
            {
                LoseSlot();
                continue;
            }

            List<SimulatedChange> changes = [];
            var size = _random.Next(8) == 0 ? _random.Next(20, 60) : _random.Next(1, 6);
            for (var change = 0; change < size; change++)
            {
                changes.Add(NextChange());
            }

            Log.Commit(CommitTime, changes);
        }
    }

    private long CommitTime => SimulatedRows.Microseconds(_clock);

    private SimulatedChange NextChange() => _random.Next(1000) switch
    {
        < 3 => TruncateTrips(),
        < 5 => TruncateZones(),
        < 60 => ChangeZone(),
        < 560 => InsertTrip(),
        < 820 when _trips.Count > 0 => UpdateTrip(),
        < 1000 when _trips.Count > 0 => DeleteTrip(),
        _ => InsertTrip(),
    };

    private SimulatedChange InsertTrip()
    {
        var trip = RandomTrip(_nextTrip++);
        _trips.Add(trip.Id, trip);
        return SimulatedChange.Insert(SimulatedPipeline.Trips, trip.ToRow());
    }

    private SimulatedChange UpdateTrip()
    {
        var before = AnyTrip();
        var after = _random.Next(4) switch
        {
            0 => RandomTrip(before.Id),
            1 => before with { Zone = RandomZone() },
            2 => before with { Amount = RandomAmount(), Kind = RandomKind() },
            _ => before with { Seconds = RandomSeconds() },
        };
        _trips[before.Id] = after;
        return SimulatedChange.Update(SimulatedPipeline.Trips, before.ToRow(), after.ToRow());
    }

    private SimulatedChange DeleteTrip()
    {
        var trip = AnyTrip();
        _trips.Remove(trip.Id);
        return SimulatedChange.Delete(SimulatedPipeline.Trips, trip.ToRow());
    }

    private SimulatedChange ChangeZone()
    {
        var id = _random.Next(1, 7);
        var after = new Zone(id, "zone " + _random.Next(4), _random.Next(6) == 0 ? null : "borough " + _random.Next(3));
        if (!_zones.TryGetValue(id, out var before))
        {
            _zones.Add(id, after);
            return SimulatedChange.Insert(SimulatedPipeline.Zones, after.ToRow());
        }

        if (_random.Next(3) == 0)
        {
            _zones.Remove(id);
            return SimulatedChange.Delete(SimulatedPipeline.Zones, before.ToRow());
        }

        _zones[id] = after;
        return SimulatedChange.Update(SimulatedPipeline.Zones, before.ToRow(), after.ToRow());
    }

    private SimulatedChange TruncateTrips()
    {
        _trips.Clear();
        return SimulatedChange.Truncate(SimulatedPipeline.Trips);
    }

    private SimulatedChange TruncateZones()
    {
        _zones.Clear();
        return SimulatedChange.Truncate(SimulatedPipeline.Zones);
    }

    /// <summary>Changes nobody captured happen, then both tables are read anew in a few chunks.</summary>
    private void LoseSlot()
    {
        for (var missed = _random.Next(0, 10); missed > 0; missed--)
        {
            NextChange();
        }

        List<SimulatedChange> reads =
        [
            .. _zones.Values.Select(zone => SimulatedChange.Read(SimulatedPipeline.Zones, zone.ToRow())),
            .. _trips.Values.Select(trip => SimulatedChange.Read(SimulatedPipeline.Trips, trip.ToRow())),
        ];
        var isFirst = true;
        var chunk = _random.Next(1, 40);
        for (var read = 0; read < reads.Count || isFirst; read += chunk)
        {
            var part = reads.Skip(read).Take(chunk).ToList();
            if (isFirst)
            {
                Log.StartAnew(CommitTime, part);
            }
            else
            {
                Log.Commit(CommitTime, part);
            }

            isFirst = false;
        }
    }

    private Trip AnyTrip() => _trips.Values.ElementAt(_random.Next(_trips.Count));

    private Trip RandomTrip(long id) =>
        new(id, RandomTime(), RandomZone(), RandomKind(), RandomAmount(), RandomSeconds());

    private DateTime RandomTime() => _random.Next(100) switch
    {
        0 => new DateTime(2098, 3, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(_random.Next(100)),
        1 => new DateTime(1969, 12, 31, 23, 0, 0, DateTimeKind.Unspecified).AddMinutes(_random.Next(100)),
        2 => _clock.AddHours(_random.Next(1, 30)),
        < 20 => _clock.AddMinutes(-_random.Next(0, 400)),
        < 30 => _clock.AddMicroseconds(-_random.Next(0, 3)),
        _ => _clock.AddMinutes(-_random.Next(0, 60)),
    };

    private int? RandomZone() => _random.Next(10) == 0 ? null : _random.Next(1, 8);

    private string? RandomKind() => Kinds[_random.Next(Kinds.Length)];

    private decimal? RandomAmount() => _random.Next(10) == 0 ? null : _random.Next(-2000, 5000) / 100m;

    private int RandomSeconds() => _random.Next(20) == 0 ? 0 : _random.Next(1, 40);
}
