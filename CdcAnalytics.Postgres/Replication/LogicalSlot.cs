using Npgsql.Replication.Internal;

namespace CdcAnalytics.Postgres.Replication;

/// <summary>Names a slot to Npgsql's raw replication.</summary>
internal sealed class LogicalSlot(string name)
    : LogicalReplicationSlot("pgoutput", new Npgsql.Replication.ReplicationSlotOptions(name));
