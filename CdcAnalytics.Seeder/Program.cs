using CdcAnalytics.Seeder.Cli;

return await SeederCommandLine.RunAsync(args);
