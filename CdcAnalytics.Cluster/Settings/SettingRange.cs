using System.Runtime.CompilerServices;

namespace CdcAnalytics.Cluster.Settings;

/// <summary>The checks that settings are made of; each names the setting by the argument's own text.</summary>
internal static class SettingRange
{
    public static void Require(
        int value, int minimum, int maximum, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < minimum || value > maximum)
        {
            throw new ClusterSettingException($"{name} is {value}; it may be from {minimum} to {maximum}.");
        }
    }

    public static void Require(
        TimeSpan value, TimeSpan minimum, TimeSpan maximum, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < minimum || value > maximum)
        {
            throw new ClusterSettingException($"{name} is {value:c}; it may be from {minimum:c} to {maximum:c}.");
        }
    }

    /// <summary>A heartbeat must fit several times into the time-out that judges it.</summary>
    public static void RequireHeartbeat(
        TimeSpan interval,
        TimeSpan timeout,
        [CallerArgumentExpression(nameof(interval))] string intervalName = "",
        [CallerArgumentExpression(nameof(timeout))] string timeoutName = "")
    {
        if (interval * 2 > timeout)
        {
            throw new ClusterSettingException(
                $"{intervalName} is {interval:c}; it may be at most half of {timeoutName}, {timeout:c}, or one lost "
                + "heartbeat counts as a death.");
        }
    }

    /// <summary>Names go into property files as they are.</summary>
    public static void RequireName(string value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value.Length is 0 or > 200 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            throw new ClusterSettingException(
                $"{name} is '{value}'; it may have 1 to 200 letters, digits, dots, underscores and dashes.");
        }
    }
}
