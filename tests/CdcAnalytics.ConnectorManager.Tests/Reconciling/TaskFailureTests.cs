using CdcAnalytics.ConnectorManager.Reconciling;

namespace CdcAnalytics.ConnectorManager.Tests.Reconciling;

/// <summary>The cause that is read out of Java's stack traces.</summary>
public sealed class TaskFailureTests
{
    [Fact]
    public void The_cause_is_the_innermost_exception_without_its_package()
    {
        const string trace =
            "org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask.\n"
            + "\tat org.apache.kafka.connect.runtime.WorkerSinkTask.run(WorkerSinkTask.java:1)\n"
            + "Caused by: io.debezium.DebeziumException: Failed\n\tat x.Y.z(Y.java:2)\n\t... 5 more\n"
            + "Caused by: org.postgresql.util.PSQLException: ERROR: column \"note\" does not exist\n  Position: 12\n"
            + "\tat org.postgresql.core.v3.QueryExecutorImpl.receive(QueryExecutorImpl.java:3)\n\t... 20 more\n";

        Assert.Equal(
            "PSQLException: ERROR: column \"note\" does not exist Position: 12", TaskFailure.CauseOf(trace));
    }

    [Fact]
    public void A_trace_without_an_inner_exception_is_its_own_cause()
    {
        Assert.Equal(
            "DebeziumException: gone",
            TaskFailure.CauseOf("io.debezium.DebeziumException: gone\n\tat a.B.c(B.java:1)"));
    }

    [Fact]
    public void A_missing_trace_is_said()
    {
        Assert.Equal("Connect gives no cause; look into its log.", TaskFailure.CauseOf(trace: null));
    }

    [Theory]
    [InlineData("a.B: url jdbc:postgresql://u:hunter2@h/d", "B: url jdbc:postgresql://u:***@h/d")]
    [InlineData("a.B: {user=u, password=hunter2, port=1}", "B: {user=u, password=***, port=1}")]
    [InlineData("a.B: \"database.password\": \"hunter2\"", "B: \"database.password\": ***")]
    [InlineData(
        "a.B: FATAL: password authentication failed for user \"u\"",
        "B: FATAL: password authentication failed for user \"u\"")]
    public void Secrets_are_taken_out(string trace, string expected)
    {
        Assert.Equal(expected, TaskFailure.CauseOf(trace));
    }

    [Fact]
    public void A_long_message_is_cut()
    {
        Assert.Equal(500, TaskFailure.CauseOf("a.B: " + new string('x', 10_000)).Length);
    }
}
