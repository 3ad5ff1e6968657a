namespace CdcAnalytics.Dashboard.Status;

/// <summary>Finds the watermark that closes the trips' windows.</summary>
internal static class TripWatermark
{
    private const string TripTable = "yellow_taxi";

    /// <summary>The watermark of the trip table, or null while it is unknown.</summary>
    public static DateTime? Of(PipelineStatus status) =>
        status.Tables.FirstOrDefault(table => table.TableName is TripTable or $"public.{TripTable}")?.Watermark;
}
