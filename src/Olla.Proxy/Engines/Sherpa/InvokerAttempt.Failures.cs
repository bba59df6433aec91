using System.Net.Sockets;
using System.Security.Authentication;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla;
using Olla.Proxy.Engines.Timing;

namespace Olla.Proxy.Engines.Sherpa;

internal sealed partial class InvokerAttempt
{
    /// <summary>What an exception before the response head means.</summary>
    private static AttemptOutcome Classify(InvokerGuard guard, ExchangeProgress progress, Exception error)
    {
        switch (guard.Interruption)
        {
            case Interruption.ClientGone:
                return AttemptOutcome.ClientGone;
            case Interruption.TimedOut:
                return progress.Fail(AttemptOutcome.HeadTimedOut, "no response head in time");
        }

        return error switch
        {
            HttpRequestException { InnerException: { } inner } when Dialer.IsOurShortage(inner) =>
                progress.Fail(AttemptOutcome.Saturated, "the proxy has no file descriptor left for a connection"),
            HttpRequestException { InnerException: BadAnswerException broken } => progress.Fail(AttemptOutcome.BadResponse, broken.Message),
            HttpRequestException { InnerException: ConnectTimeoutException } =>
                progress.Fail(AttemptOutcome.ConnectTimedOut, "no connection within connection_timeout"),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or AuthenticationException =>
                progress.Fail(AttemptOutcome.TlsFailed, "TLS handshake failed", error),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } =>
                progress.Fail(AttemptOutcome.ConnectFailed, "cannot connect", error),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
                progress.Fail(AttemptOutcome.BadResponse, "backend answered with broken HTTP", error),
            OperationCanceledException => progress.Fail(AttemptOutcome.ConnectTimedOut, "no connection within its time limits"),
            _ => progress.Fail(AttemptOutcome.ClosedBeforeFirstByte, "backend closed the connection without an answer", error),
        };
    }

    /// <summary>The answer broke after its head went out: the client must not take it for complete.</summary>
    private static AttemptOutcome Broken(ProxyExchange exchange, InvokerGuard guard, ExchangeProgress progress, Exception error)
    {
        if (guard.Interruption == Interruption.ClientGone)
        {
            return AttemptOutcome.ClientGone;
        }

        exchange.Client.Abort();
        return guard.Interruption == Interruption.TimedOut
            ? progress.Fail(AttemptOutcome.BrokenStream, "backend fell silent for longer than read_timeout")
            : progress.Fail(AttemptOutcome.BrokenStream, (error as BadAnswerException ?? error.InnerException as BadAnswerException)?.Message ?? AnswerRules.Truncated);
    }
}
