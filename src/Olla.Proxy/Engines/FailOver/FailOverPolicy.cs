using Olla.Configuration;

namespace Olla.Proxy.Engines.FailOver;

/// <summary>What to do after an attempt, as a table.</summary>
internal static class FailOverPolicy
{
    /// <summary>
    /// How often a request is sent in all that may act twice when it arrives twice: once more than it should, and not once for each endpoint.
    /// A request that makes a backend break would otherwise break all of them.
    /// </summary>
    private const int MaxSendsUnlessIdempotent = 2;

    /// <summary>Whether another endpoint may be tried.</summary>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="options">Section <c>proxy.retry</c>.</param>
    /// <param name="effort">What was done for the request so far, this attempt included.</param>
    public static bool MayTryNext(AttemptOutcome outcome, RetryOptions options, in Effort effort) => outcome switch
    {
        // Nothing was sent, so these are no retries.
        AttemptOutcome.BreakerOpen or AttemptOutcome.Saturated => MaySendAgain(effort.Method, effort.Sends),
        AttemptOutcome.ConnectFailed or AttemptOutcome.ConnectTimedOut or AttemptOutcome.TlsFailed
            or AttemptOutcome.ClosedBeforeFirstByte =>
            !effort.IsCommitted && options.Enabled && options.OnConnectionFailure
            && (options.MaxAttempts <= 0 || effort.Attempts < options.MaxAttempts) && MaySendAgain(effort.Method, effort.Sends),
        _ => false,
    };

    /// <summary>
    /// Whether a request may be sent to the same endpoint again because the pooled connection it took had died meanwhile.
    /// </summary>
    /// <param name="method">The request's method.</param>
    /// <param name="options">Section <c>proxy.retry</c>.</param>
    /// <param name="fullySent">Whether the backend may have got the whole request.</param>
    /// <param name="sends">How often it was sent so far.</param>
    public static bool MayUseFreshConnection(string method, RetryOptions options, bool fullySent, int sends) =>
        MaySendAgain(method, sends) && (!fullySent || IsIdempotent(method) || (options.Enabled && options.OnConnectionFailure));

    /// <summary>
    /// Whether the endpoint is to be taken out of routing until a probe finds it well. A connection that was made and closes without an answer
    /// is no such proof: one client's request may be what the backend cannot bear.
    /// </summary>
    public static bool MarksOffline(AttemptOutcome outcome) =>
        outcome is AttemptOutcome.ConnectFailed or AttemptOutcome.ConnectTimedOut or AttemptOutcome.TlsFailed;

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

    private static bool MaySendAgain(string method, int sends) => IsIdempotent(method) || sends < MaxSendsUnlessIdempotent;

    /// <summary>Methods that may be repeated even if the backend acted on them (RFC 9110, section 9.2.2).</summary>
    public static bool IsIdempotent(string method) => method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE" or "TRACE";
}

/// <summary>What was done for a request so far.</summary>
/// <param name="Method">The request's method.</param>
/// <param name="Attempts">Endpoints asked.</param>
/// <param name="Sends">How often its bytes went out, on fresh connections to the same endpoint too.</param>
/// <param name="IsCommitted">Whether anything of an answer went to the client.</param>
internal readonly record struct Effort(string Method, int Attempts, int Sends, bool IsCommitted);
