namespace CdcAnalytics.Postgres.Replication;

/// <summary>
/// What we ask of pgoutput.
/// <see
/// href="https://www.postgresql.org/docs/18/protocol-logical-replication.html#PROTOCOL-LOGICAL-REPLICATION-PARAMS"/>
/// </summary>
internal static class PgOutputParameters
{
    /// <summary>
    /// Version 1 (whole transactions in commit order), binary values, and the messages heartbeats are made of.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string?>> Of(string publicationName) =>
    [
        new("proto_version", "1"),
        new("publication_names", SqlText.Identifier(publicationName)),
        new("binary", "true"),
        new("messages", "true"),
    ];
}
