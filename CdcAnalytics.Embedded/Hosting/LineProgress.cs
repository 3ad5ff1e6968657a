namespace CdcAnalytics.Embedded.Hosting;

/// <summary>Hands each line on at once and in order, unlike <see cref="Progress{T}"/>, which posts them.</summary>
internal sealed class LineProgress(Action<string> receive) : IProgress<string>
{
    /// <inheritdoc/>
    public void Report(string value) => receive(value);
}
