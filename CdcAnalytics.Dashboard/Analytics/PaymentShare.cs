namespace CdcAnalytics.Dashboard.Analytics;

/// <summary>Trips of one payment type in an hour.</summary>
/// <param name="PaymentType">The TLC's code; 0 is the block without details.</param>
/// <param name="Name">The code in words.</param>
/// <param name="Trips">Trips.</param>
/// <param name="Revenue">Total amounts, dollars.</param>
/// <param name="Tips">Tips, dollars.</param>
public sealed record PaymentShare(int PaymentType, string Name, long Trips, decimal? Revenue, decimal? Tips)
{
    /// <summary>The TLC data dictionary's words for a code (yellow trip records, March 2025).</summary>
    public static string NameOf(int paymentType) => paymentType switch
    {
        0 => "No details",
        1 => "Card",
        2 => "Cash",
        3 => "No charge",
        4 => "Dispute",
        5 => "Unknown",
        6 => "Voided",
        _ => $"Type {paymentType}",
    };
}
