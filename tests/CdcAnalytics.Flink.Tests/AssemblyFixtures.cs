using CdcAnalytics.Testing;
using CdcAnalytics.Testing.Cluster;

// One cluster and one Postgres for all tests, started by the first that asks.
[assembly: AssemblyFixture(typeof(LocalClusterFixture))]
[assembly: AssemblyFixture(typeof(PostgresFixture))]
// Two cores: two jobs starting at once would time each other out.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
