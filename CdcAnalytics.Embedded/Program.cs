using CdcAnalytics.Dashboard.Status;
using CdcAnalytics.Embedded.Hosting;

return await EmbeddedHost.RunAsync(args, new TopologyChoice("embedded", "its own program was started"));
