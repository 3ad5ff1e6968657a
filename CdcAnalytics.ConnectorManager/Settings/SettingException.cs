namespace CdcAnalytics.ConnectorManager.Settings;

/// <summary>A setting cannot be used as it is; the message names it and what to set instead.</summary>
public sealed class SettingException : Exception
{
    /// <summary>Names the setting and what to set instead.</summary>
    public SettingException(string message)
        : base(message)
    {
    }

    /// <summary>Names the setting and what to set instead, and what the system said.</summary>
    public SettingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A setting cannot be used as it is.</summary>
    public SettingException()
        : base("A setting cannot be used as it is.")
    {
    }
}
