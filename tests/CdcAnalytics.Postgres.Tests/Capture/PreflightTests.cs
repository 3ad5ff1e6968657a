using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Postgres.Preflight;
using CdcAnalytics.Testing;
using Npgsql;

namespace CdcAnalytics.Postgres.Tests.Capture;

public sealed class PreflightTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ready_server_has_no_finding_but_the_unbounded_log()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);

        var findings = await RunAsync(database, database.DataSource, CaptureSamples.Trip);

        Assert.DoesNotContain(findings, finding => finding.Subject != "max_slot_wal_keep_size");
    }

    [Fact]
    public async Task Everything_wrong_with_the_tables_is_said_at_once()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(
            """
            CREATE UNLOGGED TABLE trip (id int, zone bigint, amount numeric(12, 3), note inet);
            CREATE VIEW visit AS SELECT 'x' AS place
            """, Cancellation);
        var absent = CaptureSamples.Table("absent", 1, CaptureSamples.Column("id", ValueKind.Int64, isNullable: false));

        var findings = await RunAsync(
            database, database.DataSource, CaptureSamples.Trip, CaptureSamples.Visit, absent);

        Assert.Equal(
            [
                "Table public.trip is unlogged: its changes are in no log. " +
                "Fix: ALTER TABLE \"public\".\"trip\" SET LOGGED",
                "The replica identity of public.trip is not FULL; retraction needs the old row of updates and " +
                "deletes. Fix: ALTER TABLE \"public\".\"trip\" REPLICA IDENTITY FULL",
                "Table public.trip has no primary key. Fix: ALTER TABLE \"public\".\"trip\" ADD PRIMARY KEY (\"id\")",
                "Column public.trip.id may be NULL, but BIGINT NOT NULL is declared: such rows are quarantined. " +
                "Fix: ALTER TABLE … ALTER COLUMN \"id\" SET NOT NULL, or declare it without NOT NULL",
                "Column public.trip.zone is bigint, but INT is declared. Fix: declare zone BIGINT in the pipeline",
                "Column public.trip.amount may be NULL, but DECIMAL(10, 2) NOT NULL is declared: such rows are " +
                "quarantined. Fix: ALTER TABLE … ALTER COLUMN \"amount\" SET NOT NULL, or declare it without NOT NULL",
                "Column public.trip.amount is numeric(12,3), which holds more digits than the declared " +
                "DECIMAL(10, 2) NOT NULL: such rows are quarantined. " +
                "Fix: declare amount as wide as the column, or narrow the column to numeric(10, 2)",
                "Column public.trip.note is inet, but STRING is declared. " +
                "Fix: leave the column out of the pipeline: inet is not supported",
                "public.visit is a view; only tables have a log of changes. Fix: capture the tables it is made of",
                "Table public.absent does not exist. Fix: create it (the seeder does: CREATE TABLE public.absent …)",
            ],
            findings.Where(finding => finding.Subject != "max_slot_wal_keep_size")
                .Select(finding => finding.ToString()));
    }

    [Fact]
    public async Task Partition_without_full_identity_and_other_key_are_found()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await database.ExecuteAsync(
            """
            CREATE TABLE trip (id bigint, zone int, amount numeric(10, 2) NOT NULL, note text, PRIMARY KEY (id, zone))
              PARTITION BY RANGE (id);
            CREATE TABLE trip_low PARTITION OF trip FOR VALUES FROM (0) TO (10);
            ALTER TABLE trip REPLICA IDENTITY FULL
            """, Cancellation);

        var findings = await RunAsync(database, database.DataSource, CaptureSamples.Trip);

        Assert.Equal(
            [
                "The replica identity of trip_low, a partition of public.trip, is not FULL. " +
                "Fix: ALTER TABLE trip_low REPLICA IDENTITY FULL",
                "The primary key of public.trip is (id, zone), but (id) is declared. " +
                "Fix: declare PRIMARY KEY (id, zone) NOT ENFORCED in the pipeline",
            ],
            findings.Where(finding => finding.Subject != "max_slot_wal_keep_size")
                .Select(finding => finding.ToString()));
    }

    [Fact]
    public async Task Role_without_rights_is_told_each_grant()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        var role = database.Name + "_guest";
        await database.ExecuteAsync(CaptureSamples.CreateTrip, Cancellation);
        await database.ExecuteAsync($"CREATE ROLE {role}", Cancellation);
        await database.ExecuteAsync($"CREATE PUBLICATION {database.Name}_publication FOR ALL TABLES", Cancellation);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = $"-c role={role}" };
        await using var dataSource = NpgsqlDataSource.Create(connection.ConnectionString);

        var findings = await RunAsync(database, dataSource, CaptureSamples.Trip);

        Assert.Equal(
            [
                $"ALTER ROLE \"{role}\" REPLICATION",
                $"GRANT CREATE ON DATABASE \"{database.Name}\" TO \"{role}\"",
                $"DROP PUBLICATION \"{database.Name}_publication\" (it is made anew with the captured tables only), " +
                "or choose another name",
                $"ALTER PUBLICATION \"{database.Name}_publication\" OWNER TO \"{role}\", or choose another name",
                $"GRANT SELECT ON \"public\".\"trip\" TO \"{role}\"",
                $"GRANT \"{connection.Username}\" TO \"{role}\"",
            ],
            findings.Where(finding => finding.Subject != "max_slot_wal_keep_size").Select(finding => finding.Remedy));
    }

    [Fact]
    public async Task Source_refuses_to_open_with_all_findings_in_its_message()
    {
        await using var database = await postgres.CreateDatabaseAsync(Cancellation);
        await using var harness = new CaptureHarness(database, CaptureSamples.Trip, CaptureSamples.Visit);

        var failure = await Assert.ThrowsAsync<PreflightException>(harness.OpenAsync);

        Assert.Contains("Table public.trip does not exist.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Table public.visit does not exist.", failure.Message, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<PreflightFinding>> RunAsync(
        TestDatabase database, NpgsqlDataSource dataSource, params Engine.Plans.SourceTable[] tables) =>
        PreflightCheck.RunAsync(
            dataSource,
            tables,
            new PostgresChangeSourceOptions
            {
                ConnectionString = database.ConnectionString,
                SlotName = database.Name + "_slot",
                PublicationName = database.Name + "_publication",
            },
            Cancellation);
}
