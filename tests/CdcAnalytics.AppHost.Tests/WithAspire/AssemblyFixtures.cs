using CdcAnalytics.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
