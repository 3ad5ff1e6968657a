namespace CdcAnalytics.Seeder.Trips;

/// <summary>A column of <c>yellow_taxi</c> that a trip file fills.</summary>
/// <param name="Name">Lower-case name; a file's name is compared without case.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsNotNull">Whether a row without it is quarantined.</param>
/// <param name="IsInEveryFile">
/// Whether a file without the column is refused; the others were added by the TLC over the years and are then NULL.
/// </param>
public sealed record TripColumn(string Name, TripColumnKind Kind, bool IsNotNull, bool IsInEveryFile)
{
    /// <summary>All columns but <c>id</c>, in the table's order.</summary>
    public static IReadOnlyList<TripColumn> All { get; } =
    [
        InEveryFile("vendorid", TripColumnKind.WholeNumber),
        Required("tpep_pickup_datetime", TripColumnKind.Timestamp),
        InEveryFile("tpep_dropoff_datetime", TripColumnKind.Timestamp),
        InEveryFile("passenger_count", TripColumnKind.WholeNumber),
        InEveryFile("trip_distance", TripColumnKind.Number),
        InEveryFile("ratecodeid", TripColumnKind.WholeNumber),
        InEveryFile("store_and_fwd_flag", TripColumnKind.Text),
        Required("pulocationid", TripColumnKind.WholeNumber),
        Required("dolocationid", TripColumnKind.WholeNumber),
        InEveryFile("payment_type", TripColumnKind.WholeNumber),
        InEveryFile("fare_amount", TripColumnKind.Money),
        InEveryFile("extra", TripColumnKind.Money),
        InEveryFile("mta_tax", TripColumnKind.Money),
        InEveryFile("tip_amount", TripColumnKind.Money),
        InEveryFile("tolls_amount", TripColumnKind.Money),
        AddedLater("improvement_surcharge", TripColumnKind.Money),
        Required("total_amount", TripColumnKind.Money),
        AddedLater("congestion_surcharge", TripColumnKind.Money),
        AddedLater("airport_fee", TripColumnKind.Money),
        AddedLater("cbd_congestion_fee", TripColumnKind.Money),
    ];

    /// <summary>The columns' names with commas, for COPY and INSERT.</summary>
    internal static string NameList { get; } = string.Join(", ", All.Select(column => column.Name));

    /// <summary>The COPY statement that takes all columns in order.</summary>
    internal static string CopyStatement { get; } =
        $"COPY public.yellow_taxi ({NameList}) FROM STDIN (FORMAT binary)";

    /// <summary>The type as Postgres prints it.</summary>
    public string SqlType => Kind switch
    {
        TripColumnKind.WholeNumber => "integer",
        TripColumnKind.Timestamp => "timestamp(6) without time zone",
        TripColumnKind.Number => "double precision",
        TripColumnKind.Money => "numeric(10,2)",
        TripColumnKind.Text => "text",
        _ => throw new InvalidOperationException($"Column kind {Kind} has no type in Postgres."),
    };

    private static TripColumn Required(string name, TripColumnKind kind) =>
        new(name, kind, IsNotNull: true, IsInEveryFile: true);

    private static TripColumn InEveryFile(string name, TripColumnKind kind) =>
        new(name, kind, IsNotNull: false, IsInEveryFile: true);

    private static TripColumn AddedLater(string name, TripColumnKind kind) =>
        new(name, kind, IsNotNull: false, IsInEveryFile: false);
}
