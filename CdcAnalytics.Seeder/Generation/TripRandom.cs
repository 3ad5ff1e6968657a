namespace CdcAnalytics.Seeder.Generation;

/// <summary>Random numbers of one trip: a SplitMix64 whose state is made of the seed and the trip's number.</summary>
/// <remarks>
/// The generator is written out here because a made-up trip must be the same on every version of .NET.
/// </remarks>
internal struct TripRandom
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state;

    public TripRandom(long seed, long number) => _state = Mix(Mix((ulong)seed + Step) ^ (ulong)number);

    /// <summary>From 0 to below 1.</summary>
    public double NextDouble()
    {
        _state += Step;
        return (Mix(_state) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>From 0 to below <paramref name="limit"/>.</summary>
    public int NextBelow(int limit) => (int)(NextDouble() * limit);

    /// <summary>True that often.</summary>
    public bool Happens(double share) => NextDouble() < share;

    /// <summary>Of the normal distribution with mean 0 and deviation 1.</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
