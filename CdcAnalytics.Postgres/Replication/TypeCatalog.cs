using CdcAnalytics.Engine.Rows;
using Npgsql;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// Which binary format each type of the database is sent in. Built-in types keep their object ids for ever
/// (<see href="https://www.postgresql.org/docs/18/catalog-pg-type.html"/>); enums and domains are looked up.
/// </summary>
internal sealed class TypeCatalog
{
    private const string Query = """
        WITH RECURSIVE base(oid, typtype, base) AS (
            SELECT oid, typtype, oid FROM pg_type WHERE typtype = 'e'
            UNION ALL
            SELECT domain.oid, domain.typtype, domain.typbasetype FROM pg_type domain WHERE domain.typtype = 'd'
            UNION ALL
            SELECT base.oid, base.typtype, inner_domain.typbasetype
            FROM base JOIN pg_type inner_domain ON inner_domain.oid = base.base AND inner_domain.typtype = 'd'
        )
        SELECT base.oid, base.base, target.typtype = 'e' FROM base JOIN pg_type target ON target.oid = base.base
        WHERE target.typtype <> 'd'
        """;

    private static readonly Dictionary<uint, WireType> BuiltIn = new()
    {
        [16] = WireType.Boolean,
        [18] = WireType.Text, // "char"
        [19] = WireType.Text, // name
        [20] = WireType.Int64,
        [21] = WireType.Int16,
        [23] = WireType.Int32,
        [25] = WireType.Text,
        [114] = WireType.Text, // json
        [142] = WireType.Text, // xml
        [700] = WireType.Float4,
        [701] = WireType.Float8,
        [1042] = WireType.Text, // bpchar
        [1043] = WireType.Text, // varchar
        [1082] = WireType.Date,
        [1114] = WireType.Timestamp,
        [1700] = WireType.Numeric,
        [2950] = WireType.Uuid,
        [3802] = WireType.Jsonb,
    };

    private readonly Dictionary<uint, WireType> _types;

    private TypeCatalog(Dictionary<uint, WireType> types) => _types = types;

    /// <summary>Only the built-in types.</summary>
    public static TypeCatalog OfBuiltInTypes { get; } = new(BuiltIn);

    /// <summary>Reads the database's enums and domains.</summary>
    public static async Task<TypeCatalog> LoadAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var types = new Dictionary<uint, WireType>(BuiltIn);
        var command = dataSource.CreateCommand(Query);
        await using (command)
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken);
            await using (reader)
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    if (reader.GetBoolean(2))
                    {
                        types[reader.GetFieldValue<uint>(0)] = WireType.Text;
                    }
                    else if (BuiltIn.TryGetValue(reader.GetFieldValue<uint>(1), out var type))
                    {
                        types[reader.GetFieldValue<uint>(0)] = type;
                    }
                }
            }
        }

        return new TypeCatalog(types);
    }

    /// <summary>How the type is sent; null when capture cannot read it.</summary>
    public WireType? Find(uint typeId) => _types.TryGetValue(typeId, out var type) ? type : null;

    /// <summary>
    /// Whether every value sent like that fits the kind (a numeric's digits and a time's infinity aside).
    /// </summary>
    public static bool Fits(WireType type, ValueKind kind) => kind switch
    {
        ValueKind.Boolean => type == WireType.Boolean,
        ValueKind.Int32 => type is WireType.Int16 or WireType.Int32,
        ValueKind.Int64 => type is WireType.Int16 or WireType.Int32 or WireType.Int64,
        ValueKind.Double => type is WireType.Float4 or WireType.Float8,
        ValueKind.Decimal => type == WireType.Numeric,
        ValueKind.Timestamp => type == WireType.Timestamp,
        ValueKind.Date => type == WireType.Date,
        ValueKind.Text => type is WireType.Text or WireType.Uuid or WireType.Jsonb,
        _ => false,
    };
}
