namespace CdcAnalytics.LocalPostgres.Tests;

public sealed class LocalPostgresOptionsTests
{
    [Fact]
    public void Defaults_are_valid() => new LocalPostgresOptions().Validate();

    [Fact]
    public void All_settings_out_of_range_are_named_at_once()
    {
        var options = new LocalPostgresOptions
        {
            Port = 80,
            HomeDirectory = "relative",
            UserName = "Robert'); DROP",
            StopTimeout = TimeSpan.Zero,
        };

        var error = Assert.Throws<LocalPostgresException>(options.Validate);

        Assert.Equal(
            "Settings of the local server: HomeDirectory is 'relative', expected an absolute path; "
            + "UserName is 'Robert'); DROP', expected 1 to 63 of a-z, 0-9 and _, a letter first; "
            + "Port is 80, expected 1024 to 65535; "
            + "StopTimeout is 0 s, expected 1 to 600 s.",
            error.Message);
    }
}
