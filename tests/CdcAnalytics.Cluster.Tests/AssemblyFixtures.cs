using CdcAnalytics.Testing.Cluster;

// One cluster for all tests, started by the first that asks.
[assembly: AssemblyFixture(typeof(LocalClusterFixture))]
// Two cores: two starts at once would time each other out.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
