namespace CdcAnalytics.Dashboard.Assets;

/// <summary>One file of the page, as it is served.</summary>
/// <param name="Path">Path below the page, such as "assets/main-4F2A.js".</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">The bytes.</param>
/// <param name="CompressedContent">The same with gzip.</param>
/// <param name="ETag">A hash of the content, quoted.</param>
/// <param name="IsImmutable">Whether its name changes with its content, so that it may be cached for ever.</param>
internal sealed record WebAsset(
    string Path, string ContentType, byte[] Content, byte[] CompressedContent, string ETag, bool IsImmutable);
