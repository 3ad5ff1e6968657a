namespace CdcAnalytics.Postgres.Replication;

/// <summary>What a message meant for the batch.</summary>
internal enum DecodeOutcome
{
    /// <summary>The batch may not end here.</summary>
    Continues,

    /// <summary>A transaction is complete: the batch may end here.</summary>
    TransactionEnd,
}
