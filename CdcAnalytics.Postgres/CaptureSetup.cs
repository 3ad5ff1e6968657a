using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Positions;
using CdcAnalytics.Postgres.Preflight;
using CdcAnalytics.Postgres.Publications;
using CdcAnalytics.Postgres.Replication;
using CdcAnalytics.Postgres.Slots;
using CdcAnalytics.Postgres.Snapshot;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdcAnalytics.Postgres;

/// <summary>What has to be there before capture can read: a ready server, the publication, the slot.</summary>
internal static class CaptureSetup
{
    private const int MaxPoolSize = 4;
    private const int BulkReadBufferBytes = 256 * 1024;

    /// <summary>Checks the server and learns the tables' catalog entries.</summary>
    /// <exception cref="PreflightException">Something must be mended first.</exception>
    public static async Task<CaptureContext> CreateContextAsync(
        PostgresChangeSourceOptions options,
        IReadOnlyList<SourceTable> tables,
        SourcePosition? resumeFrom,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var dataSource = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(options.ConnectionString) { MaxPoolSize = MaxPoolSize });
        try
        {
            var findings = await PreflightCheck.RunAsync(dataSource, tables, options, cancellationToken);
            if (findings.Any(finding => finding.Severity == PreflightSeverity.Error))
            {
                throw new PreflightException(findings);
            }

            foreach (var finding in findings)
            {
                PostgresLog.PreflightWarning(logger, finding);
            }

            var catalog = await TableCatalog.ReadAsync(dataSource, tables, cancellationToken);
            return new CaptureContext(
                options,
                [.. tables.Zip(catalog, (plan, found) => new CapturedTable(
                    plan, found ?? throw new InvalidOperationException($"Table {plan.Name} was dropped just now.")))],
                dataSource,
                BulkConnectionString(options),
                await TypeCatalog.LoadAsync(dataSource, cancellationToken),
                new AcknowledgedPosition(resumeFrom?.CommitEndLsn),
                timeProvider,
                logger);
        }
        catch
        {
            await dataSource.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sets the publication, makes the slot anew and opens the snapshot it exports, in that order.</summary>
    public static async Task<SnapshotPhase> BeginSnapshotAsync(
        CaptureContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        await DropSlotAsync(context, cancellationToken);
        var difference = await Publication.FindDifferenceAsync(
            context.DataSource, options.PublicationName, context.Plans, cancellationToken);
        if (difference is not null)
        {
            await Publication.SetAsync(
                context.DataSource,
                options.PublicationName,
                [.. context.Tables.Select(table => table.Clause)],
                cancellationToken);
            PostgresLog.PublicationSet(
                context.Logger, options.PublicationName, context.Tables.Count, difference.Description);
        }

        return await ReplicationSlot.CreateAsync(
            context.BulkConnectionString,
            options.SlotName,
            context.Logger,
            (snapshotName, consistentPoint) =>
                SnapshotPhase.BeginAsync(context, snapshotName, consistentPoint, cancellationToken),
            cancellationToken);
    }

    /// <summary>Checks that nothing was lost since the checkpoint.</summary>
    /// <exception cref="ResynchronisationRequiredException">Something was.</exception>
    public static async Task EnsureResumableAsync(
        CaptureContext context, SourcePosition resumeFrom, SnapshotState? state, CancellationToken cancellationToken)
    {
        var options = context.Options;
        var start = resumeFrom.CommitEndLsn
            ?? Lsn.Parse((state ?? throw new InvalidDataException(
                "The checkpoint names neither a position nor a snapshot."))
                .ConsistentPoint);
        await ReplicationSlot.EnsureHoldsAsync(context.DataSource, options.SlotName, start, cancellationToken);
        var difference = await Publication.FindDifferenceAsync(
            context.DataSource, options.PublicationName, context.Plans, cancellationToken);
        if (difference is { LosesChanges: true })
        {
            throw new ResynchronisationRequiredException(
                $"Publication {options.PublicationName} {difference.Description}, but a checkpoint at {start} exists: "
                + "changes " +
                "since then may be lost.");
        }
    }

    /// <summary>Looks whether a failure comes from a lost slot.</summary>
    /// <exception cref="SlotLostException">It does.</exception>
    public static async Task ThrowIfLostAsync(
        CaptureContext context, Lsn? position, Exception exception, CancellationToken cancellationToken)
    {
        var slot = await SlotHealth.ReadAsync(context.DataSource, context.Options.SlotName, cancellationToken);
        if (slot is null or { IsLost: true })
        {
            throw new SlotLostException(
                $"Replication slot {context.Options.SlotName} " +
                (slot is null ? "was dropped" : "was invalidated by the server, which removed log it needed") +
                $": changes since {position?.ToString() ?? "its snapshot"} are lost.", exception);
        }
    }

    /// <summary>Says who holds the slot.</summary>
    public static async Task<SlotInUseException> DescribeHolderAsync(
        NpgsqlDataSource dataSource,
        PostgresChangeSourceOptions options,
        Exception exception,
        CancellationToken cancellationToken)
    {
        var slot = await SlotHealth.ReadAsync(dataSource, options.SlotName, cancellationToken);
        return new SlotInUseException(
            $"Replication slot {options.SlotName} is held by server process "
            + $"{slot?.ActiveProcessId?.ToString(null, null) ?? "?"} " +
            $"and was not released within {options.SlotInUseTimeout}: another instance reads it. Stop that one, or end "
            + "its " +
            "connection with SELECT pg_terminate_backend(pid).",
            exception);
    }

    private static async Task DropSlotAsync(CaptureContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        var waits = new RetrySchedule(context.TimeProvider, options.SlotInUseTimeout, new Random());
        while (true)
        {
            try
            {
                await ReplicationSlot.DropAsync(
                    context.DataSource,
                    options.SlotName,
                    "no checkpoint continues it, a new snapshot begins",
                    context.Logger,
                    cancellationToken);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ObjectInUse)
            {
                PostgresLog.WaitingForSlot(context.Logger, options.SlotName, options.SlotInUseTimeout);
                var delay = waits.Next() ?? throw await DescribeHolderAsync(
                    context.DataSource, options, exception, cancellationToken);
                await Task.Delay(delay, context.TimeProvider, cancellationToken);
            }
        }
    }

    private static string BulkConnectionString(PostgresChangeSourceOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            Pooling = false,
            CommandTimeout = 0,
        };
        builder.ReadBufferSize = Math.Max(builder.ReadBufferSize, BulkReadBufferBytes);
        return builder.ConnectionString;
    }
}
