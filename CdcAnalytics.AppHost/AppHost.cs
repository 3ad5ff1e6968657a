#pragma warning disable MA0048 // The entry of an Aspire host is by convention in AppHost.cs.
#if USE_ASPIRE
using CdcAnalytics.AppHost.WithAspire;
#else
using CdcAnalytics.AppHost.WithoutAspire;
#endif

return await AppHostCommand.RunAsync(args);
