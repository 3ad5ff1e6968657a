using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace CdcAnalytics.Dashboard.Assets;

/// <summary>Serves the page and its files.</summary>
internal static class WebAssetEndpoint
{
    // Everything comes from this server. "data:" in connect-src is how the component library reads its own icons.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Answers with a file, with 304 when the browser has it, or with 404.</summary>
    public static Results<FileContentHttpResult, NotFound> Get(HttpContext context, WebAssets assets, string path)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (assets.Find(path) is not { } asset)
        {
            return TypedResults.NotFound();
        }

        headers.CacheControl = asset.IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        var acceptsGzip = context.Request.GetTypedHeaders().AcceptEncoding
            .Any(coding => coding.Value == "gzip" && coding.Quality is not 0);
        if (acceptsGzip)
        {
            headers.ContentEncoding = "gzip";
        }

        return TypedResults.File(
            acceptsGzip ? asset.CompressedContent : asset.Content,
            asset.ContentType,
            entityTag: new EntityTagHeaderValue(asset.ETag));
    }
}
