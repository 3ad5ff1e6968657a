namespace CdcAnalytics.Dashboard.Status;

/// <summary>How much a notice matters.</summary>
public enum NoticeSeverity
{
    /// <summary>Good to know.</summary>
    Information,

    /// <summary>Works on, but somebody should look.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Error,
}
