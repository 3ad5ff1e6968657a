using CdcAnalytics.Throughput;

return await ThroughputCommand.Create().Parse(args).InvokeAsync();
