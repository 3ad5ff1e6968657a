using CdcAnalytics.ConnectorManager.Cli;

return await ManagerCommandLine.RunAsync(args);
