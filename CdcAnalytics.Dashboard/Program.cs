using CdcAnalytics.Dashboard.Standalone;

await StandaloneDashboard.Build(args).RunAsync();
