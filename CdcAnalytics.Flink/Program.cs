using CdcAnalytics.Flink.Terminal;

return await FlinkCommandLine.RunAsync(args);
