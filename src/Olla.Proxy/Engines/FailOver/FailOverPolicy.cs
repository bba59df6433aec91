using Olla.Configuration;

namespace Olla.Proxy.Engines.FailOver;

/// <summary>What to do after an attempt, as a table.</summary>
internal static class FailOverPolicy
{
    /// <summary>Whether another endpoint may be tried.</summary>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="options">Section <c>proxy.retry</c>.</param>
    /// <param name="attempts">Attempts so far, this one included.</param>
    /// <param name="committed">Whether anything of an answer went to the client.</param>
    public static bool MayTryNext(AttemptOutcome outcome, RetryOptions options, int attempts, bool committed) => outcome switch
    {
        // Nothing was sent, so these are no retries.
        AttemptOutcome.BreakerOpen or AttemptOutcome.Saturated => true,
        AttemptOutcome.ConnectFailed or AttemptOutcome.ConnectTimedOut or AttemptOutcome.TlsFailed
            or AttemptOutcome.ClosedBeforeFirstByte =>
            !committed && options.Enabled && options.OnConnectionFailure && (options.MaxAttempts <= 0 || attempts < options.MaxAttempts),
        _ => false,
    };

    /// <summary>
    /// Whether a request may be sent to the same endpoint again because the pooled connection it took had died meanwhile.
    /// </summary>
    /// <param name="method">The request's method.</param>
    /// <param name="options">Section <c>proxy.retry</c>.</param>
    /// <param name="fullySent">Whether the backend may have got the whole request.</param>
    public static bool MayUseFreshConnection(string method, RetryOptions options, bool fullySent) =>
        !fullySent || IsIdempotent(method) || (options.Enabled && options.OnConnectionFailure);

    /// <summary>Whether the endpoint is to be taken out of routing until a probe finds it well.</summary>
    public static bool MarksOffline(AttemptOutcome outcome) => outcome is AttemptOutcome.ConnectFailed
        or AttemptOutcome.ConnectTimedOut or AttemptOutcome.TlsFailed or AttemptOutcome.ClosedBeforeFirstByte;

    /// <summary>Whether it counts against the endpoint's circuit breaker; null when it says nothing about the backend.</summary>
    public static bool? IsHealthy(AttemptOutcome outcome, bool headReceived) => outcome switch
    {
        AttemptOutcome.Completed or AttemptOutcome.BrokenStream => true,
        AttemptOutcome.ClientGone => headReceived ? true : null,
        AttemptOutcome.Saturated or AttemptOutcome.BreakerOpen => null,
        _ => false,
    };

    /// <summary>What the exchange reports when no further attempt is made.</summary>
    public static ExchangeOutcome Final(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Completed => ExchangeOutcome.Completed,
        AttemptOutcome.ClientGone => ExchangeOutcome.ClientGone,
        AttemptOutcome.BreakerOpen => ExchangeOutcome.NoEndpointSelectable,
        AttemptOutcome.Saturated => ExchangeOutcome.Saturated,
        AttemptOutcome.ConnectTimedOut or AttemptOutcome.HeadTimedOut => ExchangeOutcome.TimedOut,
        AttemptOutcome.BadResponse => ExchangeOutcome.BadResponse,
        AttemptOutcome.BrokenStream => ExchangeOutcome.BrokenStream,
        _ => ExchangeOutcome.AllEndpointsFailed,
    };

    /// <summary>Methods that may be repeated even if the backend acted on them (RFC 9110, section 9.2.2).</summary>
    public static bool IsIdempotent(string method) => method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE" or "TRACE";
}
