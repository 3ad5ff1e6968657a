using CdcAnalytics.Distributed.Tests;

// One host for all tests: its seven JVMs take half a minute and two gigabytes. So the tests run one after the other.
[assembly: AssemblyFixture(typeof(SharedHost))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
