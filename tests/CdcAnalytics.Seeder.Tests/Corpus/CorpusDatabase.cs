using CdcAnalytics.Seeder.Schema;
using CdcAnalytics.Testing;

namespace CdcAnalytics.Seeder.Tests.Corpus;

/// <summary>One database for the whole corpus; each test leaves its trip tables empty.</summary>
public sealed class CorpusDatabase(PostgresFixture postgres) : IAsyncDisposable
{
    private TestDatabase? _database;

    public async Task<TestDatabase> GetAsync(CancellationToken cancellationToken)
    {
        if (_database is null)
        {
            _database = await postgres.CreateDatabaseAsync(cancellationToken);
            await SourceSchema.CreateAsync(_database.DataSource, cancellationToken);
        }

        return _database;
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;
}
