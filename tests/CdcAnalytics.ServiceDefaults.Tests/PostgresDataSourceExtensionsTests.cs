using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CdcAnalytics.ServiceDefaults.Tests;

public sealed class PostgresDataSourceExtensionsTests
{
    [Fact]
    public void The_data_source_has_the_named_connection_string()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = ["--ConnectionStrings:taxi=Host=db.example;Database=taxi"],
        });
        builder.AddPostgresDataSource("taxi");
        using var host = builder.Build();

        var dataSource = host.Services.GetRequiredService<NpgsqlDataSource>();

        Assert.Equal("Host=db.example;Database=taxi", dataSource.ConnectionString);
    }

    [Fact]
    public void A_missing_connection_string_is_refused_by_name_when_the_data_source_is_first_used()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddPostgresDataSource("taxi");
        using var host = builder.Build();

        var refusal = Assert.Throws<InvalidOperationException>(
            () => host.Services.GetRequiredService<NpgsqlDataSource>());

        Assert.Contains("taxi", refusal.Message, StringComparison.Ordinal);
    }
}
