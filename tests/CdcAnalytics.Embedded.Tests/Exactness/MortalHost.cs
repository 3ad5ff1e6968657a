using CdcAnalytics.Hosts;
using CdcAnalytics.Testing.Hosting;

namespace CdcAnalytics.Embedded.Tests.Exactness;

/// <summary>A host that is killed and started again on the same home; disposing stops the one that runs.</summary>
internal sealed class MortalHost(HostHome home) : IAsyncDisposable
{
    /// <summary>The process of its present life.</summary>
    public HostProcess Current { get; private set; } = HostProcess.Start(home.Arguments);

    /// <summary>Kills it with SIGKILL and starts the next life at once.</summary>
    public async Task KillAndStartAsync(CancellationToken cancellationToken)
    {
        await Current.KillAsync(cancellationToken);
        await Current.DisposeAsync();
        Current = HostProcess.Start(home.Arguments);
    }

    public ValueTask DisposeAsync() => Current.DisposeAsync();
}
