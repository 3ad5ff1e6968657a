using CdcAnalytics.Distributed;

return await LocalTopology.RunAsync(
    args, "distributed, on processes of this machine", "this program runs no other", cancellationToken: null);
