namespace CdcAnalytics.Tidy.Tests;

/// <summary>What breaks a rule of the house, named in full: a failure should be a list to work through.</summary>
internal static class Offences
{
    public static void AssertNone(IEnumerable<string> offences)
    {
        var found = offences.ToList();
        Assert.True(found.Count == 0, $"{found.Count} found:\n{string.Join('\n', found)}");
    }
}
