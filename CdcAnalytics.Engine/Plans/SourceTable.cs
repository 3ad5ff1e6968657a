using CdcAnalytics.Engine.Rows;

namespace CdcAnalytics.Engine.Plans;

/// <summary>A table whose changes are captured, with the columns the pipeline reads.</summary>
/// <param name="SchemaName">The Postgres schema it lives in.</param>
/// <param name="Name">The table's name.</param>
/// <param name="RowType">
/// The columns read: the primary key, the event time, and whatever a query uses; nothing else.
/// </param>
/// <param name="PrimaryKey">Positions in <paramref name="RowType"/> of the primary key's columns, in key order.</param>
/// <param name="Watermark">How its watermark follows event time; null when the table declares none.</param>
public sealed record SourceTable(
    string SchemaName, string Name, RowType RowType, IReadOnlyList<int> PrimaryKey, WatermarkDeclaration? Watermark);
