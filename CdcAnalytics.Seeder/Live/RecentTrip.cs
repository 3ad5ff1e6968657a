namespace CdcAnalytics.Seeder.Live;

/// <summary>What correcting a trip needs to know of it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="PaymentType">1 is by card.</param>
/// <param name="IsRefund">Whether it gives another one back.</param>
internal readonly record struct RecentTrip(long Id, int PaymentType, bool IsRefund);
