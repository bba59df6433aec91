using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Olla.LlmApi.Streaming;
using Olla.Proxy.Engines;
using Olla.Proxy.Http.Translated.Inspection;
using Olla.Proxy.Translation;

namespace Olla.Proxy.Http.Translated;

/// <summary>
/// Takes a backend's chat completion and gives the client its own API's answer: events as they come, everything else once it is whole.
/// </summary>
internal sealed class TranslatedAnswer(RequestScope scope, ITranslatedCall call, TranslatedHead head, InspectedExchange? inspected = null) : AnswerPipe
{
    private const int LeastRoom = 4096;

    private readonly ArrayBufferWriter<byte> _arrived = new(LeastRoom);
    private readonly ArrayBufferWriter<byte> _event = new();
    private EventStreamSplitter? _events;
    private IStreamTranslation? _stream;
    private bool _isHeadKnown;
    private bool _isTooLong;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _arrived.GetMemory(Math.Max(sizeHint, LeastRoom));

    public override void Advance(int bytes) => _arrived.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        LookAtHead();
        if (_events is not null)
        {
            PushArrived();
            return scope.Response.BodyWriter.FlushAsync(cancellationToken);
        }

        // Kept until it is whole; told that nobody reads on, the engine lets go of the backend.
        _isTooLong |= _arrived.WrittenCount > WholeAnswer.Longest;
        return new(new FlushResult(isCanceled: false, isCompleted: _isTooLong));
    }

    public override async ValueTask<AnswerEnd> FinishAsync(ExchangeResult result, bool isBroken)
    {
        LookAtHead();
        try
        {
            return _events is not null ? await EndStreamAsync(result, isBroken) : await AnswerWholeAsync(result, isBroken);
        }
        finally
        {
            _stream?.Dispose();
        }
    }

    private void LookAtHead()
    {
        if (_isHeadKnown)
        {
            return;
        }

        _isHeadKnown = true;
        head.CopyTo(scope.Response);
        if (call.Stream && head.IsPlainEventStream)
        {
            OpenStream();
            _events = new EventStreamSplitter(WholeAnswer.Longest);
        }
    }

    private IStreamTranslation OpenStream()
    {
        var response = scope.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        return _stream = call.OpenStream(inspected?.Watch(response.BodyWriter) ?? response.BodyWriter);
    }

    private void PushArrived()
    {
        try
        {
            Push(_events!, _arrived.WrittenSpan);
        }
        catch (InvalidDataException problem)
        {
            _stream!.Fail(problem.Message);
        }

        _arrived.ResetWrittenCount();
    }

    private void Push(EventStreamSplitter events, ReadOnlySpan<byte> bytes)
    {
        while (!_stream!.HasEnded && events.TryRead(ref bytes, out var found))
        {
            _event.ResetWrittenCount();
            _event.Write(found.Data);
            _stream.Push(_event.WrittenMemory);
        }
    }

    private async ValueTask<AnswerEnd> EndStreamAsync(ExchangeResult result, bool isBroken)
    {
        if (result.Outcome == ExchangeOutcome.ClientGone)
        {
            return new AnswerEnd(true);
        }

        PushArrived();
        if (isBroken)
        {
            _stream!.Fail(result.Error ?? "the backend broke off its answer");
        }
        else
        {
            // Some backends leave out the empty line behind their last event.
            Push(_events!, "\n\n"u8);
            _stream!.Complete();
        }

        return await CloseStreamAsync(result.Error);
    }

    private async ValueTask<AnswerEnd> AnswerWholeAsync(ExchangeResult result, bool isBroken)
    {
        var isError = head.Status >= 400;
        if (_isTooLong)
        {
            return await FailAsync(StatusCodes.Status502BadGateway, $"the backend's answer is longer than {WholeAnswer.Longest} bytes");
        }

        if (result.Outcome == ExchangeOutcome.ClientGone)
        {
            return new AnswerEnd(true);
        }

        // What arrived of an error's text is worth more than the news that it is not whole.
        if (isBroken && !isError)
        {
            return await FailAsync(StatusCodes.Status502BadGateway, result.Error ?? "the backend broke off its answer");
        }

        if (!WholeAnswer.TryDecode(_arrived.WrittenMemory, head.ContentEncoding, out var body, out var problem))
        {
            return await FailAsync(isError ? head.Status : StatusCodes.Status502BadGateway, problem);
        }

        if (isError)
        {
            await scope.FailAsync(head.Status, BackendErrors.MessageOf(body));
            return new AnswerEnd(false);
        }

        return head.Status != StatusCodes.Status200OK
            ? await FailAsync(StatusCodes.Status502BadGateway, $"the backend answered {head.Status} where 200 was expected")
            : await (call.Stream ? AnswerAsStreamAsync(body) : AnswerAsOneAsync(body));
    }

    private async ValueTask<AnswerEnd> AnswerAsOneAsync(ReadOnlyMemory<byte> completion)
    {
        var output = new ArrayBufferWriter<byte>(completion.Length + 256);
        if (call.WriteWhole(completion, output) is { } problem)
        {
            return await FailAsync(StatusCodes.Status502BadGateway, problem);
        }

        await JsonBody.WriteAsync(scope.Response, output.WrittenMemory);
        inspected?.Answered(output.WrittenMemory);
        return new AnswerEnd(true);
    }

    /// <summary>For a backend that ignored the wish for a stream, or called its stream something else.</summary>
    private async ValueTask<AnswerEnd> AnswerAsStreamAsync(ReadOnlyMemory<byte> body)
    {
        if (WholeAnswer.LooksLikeEvents(body.Span))
        {
            OpenStream();
            Push(new EventStreamSplitter(WholeAnswer.Longest), body.Span);
        }
        else
        {
            using var answer = TryParse(body, out var problem);
            problem ??= ChatCompletions.FindMessage(answer!.RootElement, out _, out _);
            if (problem is not null)
            {
                return await FailAsync(StatusCodes.Status502BadGateway, problem);
            }

            OpenStream().PushWholeAnswer(answer!.RootElement);
        }

        _stream!.Complete();
        return await CloseStreamAsync(null);
    }

    private async ValueTask<AnswerEnd> CloseStreamAsync(string? reason)
    {
        await scope.Response.BodyWriter.FlushAsync(scope.Context.RequestAborted);
        if (_stream!.HasFailed)
        {
            return new AnswerEnd(false, reason ?? "the answer ended with an error event");
        }

        inspected?.StreamEnded();
        return new AnswerEnd(true);
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> body, out string? problem)
    {
        problem = null;
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException broken)
        {
            problem = $"failed to parse OpenAI response: {broken.Message}";
            return null;
        }
    }

    private async ValueTask<AnswerEnd> FailAsync(int status, string problem)
    {
        await scope.FailAsync(status, GatewayErrors.PrefixFor(scope) + problem);
        return new AnswerEnd(false, problem);
    }
}
