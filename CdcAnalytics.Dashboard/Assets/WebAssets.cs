using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace CdcAnalytics.Dashboard.Assets;

/// <summary>The files of the page, embedded in this assembly by the build.</summary>
internal sealed class WebAssets
{
    /// <summary>The page itself.</summary>
    public const string PagePath = "index.html";

    private const string ResourcePrefix = "web/";
    private const string HashedFolder = "assets/";

    private readonly FrozenDictionary<string, WebAsset> _byPath;

    private WebAssets(IEnumerable<WebAsset> assets) =>
        _byPath = assets.ToFrozenDictionary(asset => asset.Path, StringComparer.Ordinal);

    /// <summary>Loads and compresses all files once.</summary>
    /// <exception cref="InvalidOperationException">The assembly holds no page.</exception>
    public static WebAssets LoadEmbedded()
    {
        var assembly = typeof(WebAssets).Assembly;
        var contentTypes = new FileExtensionContentTypeProvider();
        var assets = new List<WebAsset>();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            {
                continue;
            }

            using var stream = assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"Resource '{name}' of {assembly.FullName} cannot be opened.");
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var path = name[ResourcePrefix.Length..];
            assets.Add(new WebAsset(
                path,
                contentTypes.TryGetContentType(path, out var contentType) ? contentType : "application/octet-stream",
                content,
                Compress(content),
                $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"",
                path.StartsWith(HashedFolder, StringComparison.Ordinal)));
        }

        if (assets.TrueForAll(asset => asset.Path != PagePath))
        {
            throw new InvalidOperationException(
                $"{assembly.GetName().Name} was built without its page: resource '{ResourcePrefix}{PagePath}' is "
                + "missing. Build CdcAnalytics.Dashboard again; target BuildWebPage embeds it.");
        }

        return new WebAssets(assets);
    }

    /// <summary>The file at a path, or null.</summary>
    public WebAsset? Find(string path) => _byPath.GetValueOrDefault(path);

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
