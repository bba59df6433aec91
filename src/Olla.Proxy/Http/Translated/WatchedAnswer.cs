using System.IO.Pipelines;
using Olla.LlmApi.Streaming;
using Olla.Proxy.Engines;

namespace Olla.Proxy.Http.Translated;

/// <summary>
/// Passes an answer on as it is, and watches a stream for its last event: where framing cannot tell (a body that ends with its
/// connection), a stream without it would look whole to the client.
/// </summary>
internal sealed class WatchedAnswer(RequestScope scope, ITranslatedApi api) : AnswerPipe
{
    /// <summary>Longer events are passed on unwatched.</summary>
    private const int LongestEvent = 16 * 1024 * 1024;

    private readonly PipeWriter _client = scope.Response.BodyWriter;
    private EventStreamSplitter? _events;
    private Memory<byte> _room;
    private bool _isHeadKnown;
    private bool _sawLast;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _room = _client.GetMemory(sizeHint);

    public override void Advance(int bytes)
    {
        LookAtHead();
        Watch(_room.Span[..bytes]);
        _client.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        LookAtHead();
        return _client.FlushAsync(cancellationToken);
    }

    public override ValueTask<AnswerEnd> FinishAsync(ExchangeResult result, bool isBroken)
    {
        LookAtHead();
        var lacksEnd = _events is not null && !_sawLast;
        if (isBroken || (lacksEnd && result.Outcome == ExchangeOutcome.Completed))
        {
            scope.Context.Abort();
            return new(new AnswerEnd(false, isBroken ? null : "the backend ended its stream before the answer was complete"));
        }

        return new(new AnswerEnd(result is { Outcome: ExchangeOutcome.Completed, StatusCode: < 400 }));
    }

    /// <summary>Once the engine has written it, and before it leaves.</summary>
    private void LookAtHead()
    {
        if (_isHeadKnown)
        {
            return;
        }

        _isHeadKnown = true;
        var response = scope.Response;
        if (scope.Route?.RequestIdHeader is { } idHeader && response.Headers[idHeader] is { Count: > 1 } ids)
        {
            // The backend has named the request too, and its own support will ask for that name.
            response.Headers[idHeader] = ids[^1];
        }

        var isEventStream = response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;
        if (isEventStream && response.StatusCode == StatusCodes.Status200OK && response.Headers.ContentEncoding.Count == 0)
        {
            _events = new EventStreamSplitter(LongestEvent);
        }
    }

    private void Watch(ReadOnlySpan<byte> bytes)
    {
        if (_events is null)
        {
            return;
        }

        try
        {
            while (_events.TryRead(ref bytes, out var found))
            {
                _sawLast |= api.IsLastEvent(found.Type, found.Data);
            }
        }
        catch (InvalidDataException)
        {
            _events = null;
        }
    }
}
