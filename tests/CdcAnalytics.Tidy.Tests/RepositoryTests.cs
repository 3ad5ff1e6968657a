namespace CdcAnalytics.Tidy.Tests;

public sealed class RepositoryTests
{
    [Fact]
    public void The_checkout_has_a_readme() => Assert.True(File.Exists(Path.Combine(Repository.Root, "README.md")));
}
