namespace CdcAnalytics.Engine.Simulation;

/// <summary>The live result tables as a batch query over the rows that stand would answer.</summary>
internal sealed class LiveAnswers
{
    private readonly SimulatedPipeline _pipeline;
    private readonly Oracle _oracle;
    private readonly List<(DateTime Hour, int? Zone, List<Trip> Trips)> _groups;

    public LiveAnswers(SimulatedPipeline pipeline, Oracle oracle)
    {
        _pipeline = pipeline;
        _oracle = oracle;
        _groups =
        [
            .. oracle.Trips.Values
                .GroupBy(trip => (Hour: oracle.StartOf(trip.At), trip.Zone))
                .Select(group => (group.Key.Hour, group.Key.Zone, group.ToList())),
        ];
    }

    public IEnumerable<string> HourLive() =>
        from @group in _groups
        let seconds = @group.Trips.Sum(trip => (long)trip.Seconds)
        where seconds != 0
        select Json.Row(
            ("hour", @group.Hour),
            ("zone", @group.Zone),
            ("name", ZoneOf(@group.Zone)?.Name),
            ("trips", @group.Trips.Count),
            ("amount", Json.Sum(@group.Trips.Select(trip => trip.Amount))),
            ("mean", Json.MeanOf(@group.Trips.Select(trip => trip.Amount))),
            ("per_second", 1000L * @group.Trips.Count / seconds));

    public IEnumerable<string> FlowLive() =>
        from @group in _groups
        where ZoneOf(@group.Zone) is not null
        group @group by (@group.Hour, ZoneOf(@group.Zone)!.Borough) into flow
        select Json.Row(
            ("hour", flow.Key.Hour),
            ("borough", flow.Key.Borough),
            ("trips", flow.Sum(part => part.Trips.Count)),
            ("amount", Json.Sum(flow.SelectMany(part => part.Trips).Select(trip => trip.Amount))));

    public IEnumerable<string> TopLive() =>
        from hour in _groups.GroupBy(@group => @group.Hour)
        from ranked in hour
            .OrderByDescending(@group => @group.Trips.Count)
            .ThenBy(@group => @group.Zone ?? int.MinValue)
            .Take(_pipeline.TopLimit)
            .Select((@group, index) => (@group, Place: index + 1))
        select Json.Row(
            ("hour", hour.Key),
            ("zone", ranked.@group.Zone),
            ("trips", ranked.@group.Trips.Count),
            ("amount", Json.Sum(ranked.@group.Trips.Select(trip => trip.Amount))),
            ("mean", Json.MeanOf(ranked.@group.Trips.Select(trip => trip.Amount))),
            ("seconds", ranked.@group.Trips.Sum(trip => (long)trip.Seconds)),
            ("place", ranked.Place));

    public IEnumerable<string> OddLive() =>
        from trip in _oracle.Trips.Values
        where trip.Seconds != SimulatedPipeline.PoisonSeconds && trip.Kind is not null && trip.Seconds % 3 == 0
        select Json.Row(("id", trip.Id), ("at", trip.At), ("amount", trip.Amount));

    public IEnumerable<string> TotalsLive()
    {
        var trips = _oracle.Trips.Values.ToList();
        return
        [
            Json.Row(
                ("one", 1),
                ("trips", trips.Count),
                ("amount", Json.Sum(trips.Select(trip => trip.Amount))),
                ("mean", Json.MeanOf(trips.Select(trip => trip.Amount))),
                ("kind", Json.Least(trips.Select(trip => trip.Kind).OfType<string>())),
                ("last", trips.Count == 0 ? null : trips.Max(trip => trip.At)),
                ("zones", trips.Select(trip => trip.Zone).OfType<int>().Distinct().Count())),
        ];
    }

    public IEnumerable<string> KindLive() =>
        from kind in _oracle.Trips.Values.GroupBy(trip => trip.Kind)
        select Json.Row(
            ("kind", kind.Key),
            ("trips", kind.Count()),
            ("least", kind.Min(trip => trip.Amount)),
            ("most", kind.Max(trip => trip.Amount)),
            ("seconds", kind.Select(trip => trip.Seconds).Distinct().Sum()),
            ("longest", kind.Max(trip => trip.Seconds)));

    private Zone? ZoneOf(int? id) => id is { } known ? _oracle.Zones.GetValueOrDefault(known) : null;
}
