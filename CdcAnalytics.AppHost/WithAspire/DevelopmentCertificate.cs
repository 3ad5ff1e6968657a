using System.Security.Cryptography.X509Certificates;

namespace CdcAnalytics.AppHost.WithAspire;

/// <summary>The certificate that <c>dotnet dev-certs https</c> makes, and Aspire's dashboard is served with.</summary>
public static class DevelopmentCertificate
{
    // What ASP.NET Core marks it with and knows it by.
    private const string MarkOid = "1.3.6.1.4.1.311.84.1.1";

    /// <summary>Whether this user has one.</summary>
    /// <param name="now">Outside of its dates it is of no use.</param>
    public static bool IsThere(DateTimeOffset now)
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);
        return store.Certificates.Any(certificate => Is(certificate, now));
    }

    /// <summary>Whether a certificate is one that a server here can use.</summary>
    public static bool Is(X509Certificate2 certificate, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.HasPrivateKey
            && certificate.Extensions.Any(extension => extension.Oid?.Value == MarkOid)
            && certificate.NotBefore <= now.LocalDateTime
            && now.LocalDateTime <= certificate.NotAfter;
    }
}
