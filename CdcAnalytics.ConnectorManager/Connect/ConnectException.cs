using System.Net;

namespace CdcAnalytics.ConnectorManager.Connect;

/// <summary>Kafka Connect did not answer, or refused; the message holds no secret.</summary>
public sealed class ConnectException : Exception
{
    /// <summary>Says what Connect was asked and what came of it.</summary>
    public ConnectException(string message)
        : base(message)
    {
    }

    /// <summary>Says what Connect was asked and what came of it, and what the system said.</summary>
    public ConnectException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Kafka Connect did not answer, or refused.</summary>
    public ConnectException()
        : base("Kafka Connect did not answer, or refused.")
    {
    }

    /// <summary>The HTTP status of a refusal; null when Connect did not answer.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>
    /// Whether the same may succeed in a moment: no answer, a rebalance (409) or Connect's own trouble (5xx).
    /// </summary>
    public bool IsTransient => Status is null or HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError;
}
