using CdcAnalytics.ConnectorManager.Tests.Engines;
using CdcAnalytics.Testing;
using Xunit.Sdk;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(ConnectFixture))]

// All share one worker, and tests of commands read what they write to the one console.
[assembly: Xunit.v3.Parallelization(Mode = ParallelMode.None)]
