using System.Globalization;
using CdcAnalytics.Engine.Rows;
using CdcAnalytics.Sql.Syntax;

namespace CdcAnalytics.Sql.Binding;

/// <summary>An expression whose names and types are known. Immutable.</summary>
/// <param name="type">What it yields.</param>
/// <param name="span">Where it is written, for messages.</param>
internal abstract class BoundExpression(ColumnType type, SourceSpan span)
{
    /// <summary>What it yields.</summary>
    public ColumnType Type => type;

    /// <summary>Where it is written.</summary>
    public SourceSpan Span => span;

    /// <summary>A text that is equal for expressions that compute the same.</summary>
    public abstract string Key { get; }

    /// <summary>The operands.</summary>
    public virtual IReadOnlyList<BoundExpression> Operands => [];

    /// <summary>The columns it reads, each as often as it does.</summary>
    public IEnumerable<PlanColumn> Columns =>
        this is Column column ? [column.Source] : Operands.SelectMany(operand => operand.Columns);

    /// <summary>The same with every column replaced by an expression, where there is one for it.</summary>
    public virtual BoundExpression Substitute(IReadOnlyDictionary<PlanColumn, BoundExpression> replacements) => this;

    /// <summary>A column of the step's input.</summary>
    public sealed class Column(PlanColumn source, bool isNullable, SourceSpan span)
        : BoundExpression(source.Type with { IsNullable = isNullable }, span)
    {
        /// <summary>The column.</summary>
        public PlanColumn Source => source;

        /// <inheritdoc/>
        public override string Key => string.Create(CultureInfo.InvariantCulture, $"{source.Name}#{source.Id}");

        /// <inheritdoc/>
        public override BoundExpression Substitute(IReadOnlyDictionary<PlanColumn, BoundExpression> replacements) =>
            replacements.TryGetValue(source, out var replacement) switch
            {
                false => this,
                // What a WHERE has made sure of stays known of the column below.
                true when replacement is Column below && !Type.IsNullable =>
                    new Column(below.Source, isNullable: false, Span),
                true => replacement ?? this,
            };
    }

    /// <summary>
    /// A constant: a <see cref="bool"/>, <see cref="long"/>, <see cref="Int128"/>, <see cref="double"/> or text.
    /// </summary>
    public sealed class Literal(object? value, ColumnType type, SourceSpan span) : BoundExpression(type, span)
    {
        /// <summary>The value; null for NULL.</summary>
        public object? Value => value;

        /// <summary>Whether it is NULL of no type yet, as a bare NULL is.</summary>
        public bool IsUntyped { get; init; }

        /// <inheritdoc/>
        public override string Key
        {
            get
            {
                var name = (Type with { IsNullable = true }).ToString();
                return value switch
                {
                    null => $"NULL:{name}",
                    string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
                    double number => $"{number.ToString("R", CultureInfo.InvariantCulture)}:{name}",
                    IFormattable number => $"{number.ToString(null, CultureInfo.InvariantCulture)}:{name}",
                    _ => $"{value}:{name}",
                };
            }
        }
    }

    /// <summary>An operation on operands.</summary>
    public sealed class Call(
        Operation operation, IReadOnlyList<BoundExpression> operands, ColumnType type, object? detail, SourceSpan span)
        : BoundExpression(type, span)
    {
        private readonly string _key =
            $"{operation}({string.Join(", ", operands.Select(operand => operand.Key))}"
            + (detail is null ? ")" : $"; {string.Create(CultureInfo.InvariantCulture, $"{detail}")})")
            + (operation is Operation.Cast or Operation.TryCast ? $":{type with { IsNullable = true }}" : string.Empty);

        /// <summary>What is computed.</summary>
        public Operation Operation => operation;

        /// <summary>
        /// What the operation needs besides operands: a unit, a pattern, a number of digits; or null.
        /// </summary>
        public object? Detail => detail;

        /// <inheritdoc/>
        public override IReadOnlyList<BoundExpression> Operands => operands;

        /// <inheritdoc/>
        public override string Key => _key;

        /// <inheritdoc/>
        public override BoundExpression Substitute(IReadOnlyDictionary<PlanColumn, BoundExpression> replacements) =>
            new Call(operation, [.. operands.Select(operand => operand.Substitute(replacements))], Type, detail, Span);
    }
}
