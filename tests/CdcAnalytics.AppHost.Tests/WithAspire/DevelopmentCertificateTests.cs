using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CdcAnalytics.AppHost.WithAspire;

namespace CdcAnalytics.AppHost.Tests.WithAspire;

public sealed class DevelopmentCertificateTests
{
    private const string Mark = "1.3.6.1.4.1.311.84.1.1";

    private static readonly DateTimeOffset Now = new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Mark, 0, true)]
    [InlineData(Mark, 31, false)]
    [InlineData(Mark, -31, false)]
    [InlineData("1.3.6.1.5.5.7.1.24", 0, false)]
    public void It_is_known_by_its_mark_and_of_use_within_its_dates(string oid, int daysFromNow, bool expected)
    {
        using var certificate = Create(oid);

        Assert.Equal(expected, DevelopmentCertificate.Is(certificate, Now.AddDays(daysFromNow)));
    }

    [Fact]
    public void Without_its_private_key_it_is_of_no_use()
    {
        using var certificate = Create(Mark);
        using var exported = X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert));

        Assert.False(DevelopmentCertificate.Is(exported, Now));
    }

    private static X509Certificate2 Create(string oid)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension(oid, [1], critical: false));
        return request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30));
    }
}
