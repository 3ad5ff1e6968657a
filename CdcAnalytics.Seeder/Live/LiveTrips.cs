using CdcAnalytics.Seeder.Generation;
using CdcAnalytics.Seeder.Loading;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;
using Polly.Retry;

namespace CdcAnalytics.Seeder.Live;

/// <summary>
/// A stream of made-up trips and corrections into Postgres; after a restart it goes on where it stopped.
/// </summary>
/// <remarks>
/// Each transaction holds some trips, the corrections that fall to them, and the stream's new place: a trip comes once,
/// also when the answer to a commit is lost. A lost connection is tried again ten times, for about three minutes.
/// </remarks>
public sealed class LiveTrips
{
    private const int MaxAttempts = 10;
    private const int MaxTripsPerTransaction = 1_000;
    private const int HistoryTripsPerTransaction = 10_000;
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _dataSource;
    private readonly LiveTripsOptions _options;
    private readonly int _tripsPerHour;
    private readonly IProgress<LiveTripsProgress>? _progress;
    private readonly RatePacer _pacer;
    private readonly ResiliencePipeline _retries;
    private LiveStreamState _state;
    private TripGenerator _generator;
    private RecentTrips _recent;
    private double _correctionsDue;
    private LiveTripsProgress _done;

    private LiveTrips(
        NpgsqlDataSource dataSource,
        LiveTripsOptions options,
        int tripsPerHour,
        LiveStreamState state,
        RecentTrips recent,
        IProgress<LiveTripsProgress>? progress,
        ILogger logger,
        TimeProvider timeProvider)
    {
        _dataSource = dataSource;
        _options = options;
        _tripsPerHour = tripsPerHour;
        _progress = progress;
        _state = state;
        _generator = state.CreateGenerator();
        _recent = recent;
        _done = new(0, 0, 0, state.LegStart, HistoryTripsLeft());
        _pacer = new(options.TripsPerSecond, timeProvider);
        _retries = CreateRetries(logger, timeProvider);
    }

    /// <summary>
    /// Streams until it is cancelled; the tables must be there, see <see cref="Schema.SourceSchema"/>.
    /// </summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="options">What the stream is like.</param>
    /// <param name="progress">Told after each transaction; null for silence.</param>
    /// <param name="logger">Told of retries.</param>
    /// <param name="timeProvider">The clock that paces; event time does not come from it.</param>
    /// <param name="cancellationToken">Ends the stream; a transaction under way is rolled back.</param>
    /// <exception cref="SeederException">A setting is out of range, or another stream runs on the database.</exception>
    public static async Task RunAsync(
        NpgsqlDataSource dataSource,
        LiveTripsOptions options,
        IProgress<LiveTripsProgress>? progress,
        ILogger logger,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var tripsPerHour = options.CheckedTripsPerHour();
        var state = await LiveStreamState.OpenAsync(dataSource, options, tripsPerHour, cancellationToken);
        var recent = await RecentTrips.LoadAsync(dataSource, cancellationToken);
        var live = new LiveTrips(dataSource, options, tripsPerHour, state, recent, progress, logger, timeProvider);
        SeederLog.StreamStarting(logger, state.NextTrip, state.LegStart, tripsPerHour);
        await live.RunAsync(cancellationToken);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        if (HistoryTripsLeft() > 0)
        {
            while (HistoryTripsLeft() is var left and > 0)
            {
                await CommitAsync((int)Math.Min(left, HistoryTripsPerTransaction), isHistory: true, cancellationToken);
            }

            _recent = await RecentTrips.LoadAsync(_dataSource, cancellationToken);
        }

        while (true)
        {
            var count = _pacer.BatchRows(MaxTripsPerTransaction);
            await _pacer.WaitAsync(count, cancellationToken);
            await CommitAsync(count, isHistory: false, cancellationToken);
        }
    }

    private async Task CommitAsync(int count, bool isHistory, CancellationToken cancellationToken)
    {
        var isRetry = false;
        await _retries.ExecuteAsync(
            async token =>
            {
                if (isRetry && await RereadAsync(token))
                {
                    return;
                }

                isRetry = true;
                await CommitOnceAsync(count, isHistory, token);
            },
            cancellationToken);
        _progress?.Report(_done);
    }

    /// <summary>
    /// After a failure: whether the transaction was committed after all, and only its answer was lost.
    /// </summary>
    private async Task<bool> RereadAsync(CancellationToken cancellationToken)
    {
        var stored = await LiveStreamState.OpenAsync(_dataSource, _options, _tripsPerHour, cancellationToken);
        if (stored.NextTrip == _state.NextTrip)
        {
            return false;
        }

        _done = _done with
        {
            TripsInserted = _done.TripsInserted + stored.NextTrip - _state.NextTrip,
            NewestHour = _generator.NewestHour(stored.NextTrip - 1 - stored.LegFirstTrip),
        };
        _state = stored;
        _recent = await RecentTrips.LoadAsync(_dataSource, cancellationToken);
        return true;
    }

    private async Task CommitOnceAsync(int count, bool isHistory, CancellationToken cancellationToken)
    {
        var firstInLeg = _state.NextTrip - _state.LegFirstTrip;
        var trips = new Trip[count];
        for (var i = 0; i < count; i++)
        {
            trips[i] = _generator.Create(firstInLeg + i);
        }

        var correctionsDue = isHistory || _recent.Count == 0 ? 0 : _correctionsDue + count * _options.CorrectionsShare;
        var corrections = (int)correctionsDue;
        var next = _state with { NextTrip = _state.NextTrip + count, Corrections = _state.Corrections + corrections };
        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await _state.TryAdvanceAsync(connection, next, cancellationToken))
        {
            throw new SeederException(
                "Another live stream runs on this database (seeder.live_stream moved); this one stops, no trip "
                    + "comes twice.");
        }

        IReadOnlyList<RecentTrip> inserted = [];
        if (isHistory)
        {
            await TripWriter.CopyAsync(connection, trips, cancellationToken);
        }
        else
        {
            inserted = await TripWriter.InsertAsync(connection, trips, cancellationToken);
        }

        var (updated, deleted) = corrections > 0
            ? await TripCorrections.RunAsync(
                connection, _recent, _state.Seed, _state.Corrections, corrections, cancellationToken)
            : (0, 0);
        await transaction.CommitAsync(cancellationToken);

        _state = next;
        _correctionsDue = correctionsDue - corrections;
        foreach (var trip in inserted)
        {
            _recent.Add(trip);
        }

        _done = new(
            _done.TripsInserted + count, _done.TripsUpdated + updated, _done.TripsDeleted + deleted,
            _generator.NewestHour(firstInLeg + count - 1), HistoryTripsLeft());
    }

    private long HistoryTripsLeft() => Math.Max(0, _options.HistoryTrips - _state.NextTrip);

    private static ResiliencePipeline CreateRetries(ILogger logger, TimeProvider timeProvider) =>
        new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>(exception => exception.IsTransient),
                MaxRetryAttempts = MaxAttempts,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstRetryDelay,
                MaxDelay = MaxRetryDelay,
                OnRetry = attempt =>
                {
                    SeederLog.StreamRetrying(
                        logger, attempt.AttemptNumber + 1, MaxAttempts, attempt.RetryDelay.TotalMilliseconds,
                        attempt.Outcome.Exception?.Message ?? "no reason given");
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
