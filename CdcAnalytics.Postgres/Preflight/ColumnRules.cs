using CdcAnalytics.Engine.Plans;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Postgres.Replication;

namespace CdcAnalytics.Postgres.Preflight;

/// <summary>Judges the columns of one captured table.</summary>
internal static class ColumnRules
{
    private const int TypeModifierOffset = 4;
    private const int ScaleMask = 0x7FF;
    private const int ScaleSign = 0x400;
    private const int MaxTimestampPrecision = 6;

    /// <summary>Everything about the columns that stands in the way.</summary>
    public static IEnumerable<PreflightFinding> Judge(SourceTable table, CatalogTable found, TypeCatalog types)
    {
        for (var index = 0; index < table.RowType.Columns.Count; index++)
        {
            var column = table.RowType.Columns[index];
            var subject = $"{table.SchemaName}.{table.Name}.{column.Name}";
            if (found.Find(column.Name) is not { } actual)
            {
                yield return new PreflightFinding(
                    PreflightSeverity.Error,
                    subject,
                    $"Column {subject} does not exist; {column.Type} is declared.",
                    $"add the column, or leave it out of the pipeline; the table has " +
                    string.Join(", ", found.Columns.Select(other => other.Name)));
                continue;
            }

            foreach (var finding in JudgeColumn(column, actual, subject, types))
            {
                yield return finding;
            }

            if (actual.IsEnum && table.PrimaryKey.Contains(index))
            {
                yield return new PreflightFinding(
                    PreflightSeverity.Error,
                    subject,
                    $"Column {subject} of the primary key is an enum, whose order is not that of its labels.",
                    $"ALTER TABLE {SqlText.Qualified(table.SchemaName, table.Name)} ALTER COLUMN " +
                    $"{SqlText.Identifier(column.Name)} TYPE text");
            }
        }
    }

    private static IEnumerable<PreflightFinding> JudgeColumn(
        Column column, CatalogColumn actual, string subject, TypeCatalog types)
    {
        if (types.Find(actual.TypeId) is not { } type || !TypeCatalog.Fits(type, column.Type.Kind))
        {
            yield return new PreflightFinding(
                PreflightSeverity.Error,
                subject,
                $"Column {subject} is {actual.TypeName}, but {column.Type} is declared.",
                Declarable(types.Find(actual.TypeId), actual) is { } declaration
                    ? $"declare {column.Name} {declaration} in the pipeline"
                    : $"leave the column out of the pipeline: {actual.TypeName} is not supported");
            yield break;
        }

        if (!column.Type.IsNullable && !actual.IsNotNull)
        {
            yield return new PreflightFinding(
                PreflightSeverity.Warning,
                subject,
                $"Column {subject} may be NULL, but {column.Type} is declared: such rows are quarantined.",
                $"ALTER TABLE … ALTER COLUMN {SqlText.Identifier(column.Name)} SET NOT NULL, or declare it without " +
                "NOT NULL");
        }

        switch (column.Type.Kind)
        {
            case ValueKind.Timestamp when (actual.TypeModifier ?? MaxTimestampPrecision) > column.Type.Precision:
                yield return new PreflightFinding(
                    PreflightSeverity.Error,
                    subject,
                    $"Column {subject} is {actual.TypeName} with finer fractions than the declared {column.Type}.",
                    $"declare {column.Name} TIMESTAMP({actual.TypeModifier ?? MaxTimestampPrecision}) in the pipeline");
                break;
            case ValueKind.Decimal when !HoldsEvery(column.Type, actual):
                yield return new PreflightFinding(
                    PreflightSeverity.Warning,
                    subject,
                    $"Column {subject} is {actual.TypeName}, which holds more digits than the declared " +
                    $"{column.Type}: such rows are quarantined.",
                    $"declare {column.Name} as wide as the column, or narrow the column to " +
                    $"numeric({column.Type.Precision}, {column.Type.Scale})");
                break;
        }
    }

    // A numeric's modifier is ((precision << 16) | scale) + 4; the scale may be negative since version 15.
    private static bool HoldsEvery(ColumnType declared, CatalogColumn actual)
    {
        if (actual.TypeModifier is not { } modifier)
        {
            return false;
        }

        var precision = (modifier - TypeModifierOffset) >> 16;
        var scale = (((modifier - TypeModifierOffset) & ScaleMask) ^ ScaleSign) - ScaleSign;
        return scale <= declared.Scale && precision - scale <= declared.Precision - declared.Scale;
    }

    private static string? Declarable(WireType? type, CatalogColumn actual) => type switch
    {
        WireType.Boolean => "BOOLEAN",
        WireType.Int16 or WireType.Int32 => "INT",
        WireType.Int64 => "BIGINT",
        WireType.Float4 or WireType.Float8 => "DOUBLE",
        WireType.Numeric => actual.TypeModifier is null
            ? "DECIMAL(38, 10)"
            : actual.TypeName.Replace("numeric", "DECIMAL", StringComparison.Ordinal),
        WireType.Timestamp => $"TIMESTAMP({actual.TypeModifier ?? MaxTimestampPrecision})",
        WireType.Date => "DATE",
        WireType.Text or WireType.Uuid or WireType.Jsonb => "STRING",
        _ => null,
    };
}
