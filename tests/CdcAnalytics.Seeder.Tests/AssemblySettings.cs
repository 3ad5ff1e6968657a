using CdcAnalytics.Testing;
using Xunit.Sdk;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

// Tests run the program in this process and read what it writes to the one console.
[assembly: Xunit.v3.Parallelization(Mode = ParallelMode.None)]
