using CdcAnalytics.Dashboard.Tests.Browser;
using CdcAnalytics.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(ChromiumFixture))]
