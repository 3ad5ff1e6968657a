using CdcAnalytics.Testing;

// One server for all tests of the assembly; each test makes its own database.
[assembly: AssemblyFixture(typeof(PostgresFixture))]
