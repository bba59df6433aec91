using System.Buffers;
using System.Text;
using Olla.LlmApi.Streaming;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Load.Http;

/// <summary>
/// Turns the bytes of one answer into an observation. It is fed with what each read returned and when, so a test can replay any stream at
/// any times. Every event takes the time of the read that completed it.
/// </summary>
internal sealed class StreamReceiver
{
    private const int DetailLength = 300;
    private const int MaximumAnswer = 16 * 1024 * 1024;
    private readonly HttpResponseParser _parser = new();
    private readonly ArrayBufferWriter<byte> _whole = new();
    private EventStreamSplitter? _events;
    private LineSplitter? _lines;
    private RequestObservation _observation = null!;
    private bool _streamed;
    private bool _eventStream;
    private bool _failed;

    /// <summary>True once the answer is over, well or badly: nothing more may be fed.</summary>
    public bool Finished { get; private set; }

    /// <summary>True if the connection may carry another request.</summary>
    public bool CanReuse { get; private set; }

    /// <summary>Begins a new answer.</summary>
    public void Begin(RequestObservation observation, bool streamed, bool eventStream)
    {
        _observation = observation;
        _streamed = streamed;
        _eventStream = eventStream;
        _failed = false;
        _parser.Reset();
        _whole.ResetWrittenCount();
        _events = streamed && eventStream ? new EventStreamSplitter() : null;
        _lines = streamed && !eventStream ? new LineSplitter() : null;
        Finished = false;
        CanReuse = false;
    }

    /// <summary>Takes what one read returned.</summary>
    /// <param name="bytes">At least one byte.</param>
    /// <param name="received">When the read returned.</param>
    public void Feed(ReadOnlySpan<byte> bytes, long received)
    {
        var observation = _observation;
        observation.Bytes += bytes.Length;
        if (observation.FirstByte == 0)
        {
            observation.FirstByte = received;
        }

        try
        {
            if (_parser.State == ResponseState.Head && _parser.TryReadHead(ref bytes))
            {
                observation.Headers = received;
                observation.Status = _parser.Status;
                observation.Endpoint = _parser.Endpoint;
                _failed = _parser.Status is < 200 or >= 300;
            }

            while (_parser.TryReadBody(ref bytes, out var body))
            {
                TakeBody(body, received);
            }
        }
        catch (InvalidDataException exception)
        {
            Finish(Outcome.Malformed, exception.Message, received);
            return;
        }

        observation.Reads++;
        if (_parser.State == ResponseState.Malformed)
        {
            Finish(Outcome.Malformed, _parser.Failure, received);
        }
        else if (_parser.State == ResponseState.Complete)
        {
            if (!bytes.IsEmpty)
            {
                Finish(Outcome.Malformed, $"{bytes.Length} bytes after the end of the answer", received);
                return;
            }

            CanReuse = _parser.KeepAlive;
            FinishBody(received);
        }
    }

    /// <summary>The server closed the connection.</summary>
    public void Closed(long received)
    {
        if (_parser.EndsWithConnection)
        {
            FinishBody(received);
        }
        else if (_parser.State == ResponseState.Head)
        {
            Finish(Outcome.Reset, "closed before an answer", received);
        }
        else
        {
            Finish(Outcome.Cut, "closed in the middle of the body", received);
        }
    }

    /// <summary>The answer cannot go on: the connection broke, or the client gave up.</summary>
    public void Abort(string outcome, string detail, long time) => Finish(outcome, detail, time);

    private void TakeBody(ReadOnlySpan<byte> body, long received)
    {
        if (_failed || !_streamed)
        {
            if (_whole.WrittenCount + body.Length > MaximumAnswer)
            {
                throw new InvalidDataException("an answer of more than 16 MB");
            }

            _whole.Write(body);
            return;
        }

        if (_eventStream)
        {
            while (_events!.TryRead(ref body, out var streamEvent))
            {
                TakeEvent(streamEvent.Data, received);
            }

            return;
        }

        while (_lines!.TryRead(ref body, out var line))
        {
            TakeEvent(line, received);
        }
    }

    private void TakeEvent(ReadOnlySpan<byte> data, long received)
    {
        var observation = _observation;
        if (observation.FirstEvent == 0)
        {
            observation.FirstEvent = received;
        }

        // A stamp marks a content event, so the JSON of such an event needs not be read: less work between two reads.
        if (EmissionStamp.TryRead(data, out var sequence, out var emitted))
        {
            AddContent(new ContentEventRow((int)sequence, emitted, received, data.Length, observation.Reads));
            return;
        }

        if (!StreamedPartReader.TryRead(data, out var part))
        {
            throw new InvalidDataException($"an event that is no JSON object: {Preview(data)}");
        }

        if (part.IsError && observation.Outcome.Length == 0)
        {
            observation.Outcome = Outcome.StreamError;
            observation.Detail = Preview(data);
        }

        if (part.HasText || part.HasReasoning)
        {
            AddContent(new ContentEventRow(-1, 0, received, data.Length, observation.Reads));
        }

        observation.ReportedTokens = Math.Max(observation.ReportedTokens, part.CompletionTokens);
        observation.EndMarker |= part.IsEnd;
    }

    private void AddContent(in ContentEventRow row)
    {
        if (_observation.FirstContent == 0)
        {
            _observation.FirstContent = row.Received;
        }

        _observation.AddEvent(row);
    }

    private void FinishBody(long received)
    {
        var observation = _observation;
        if (_failed)
        {
            Finish(Outcome.OfStatus(observation.Status), Preview(_whole.WrittenSpan), received);
        }
        else if (!_streamed)
        {
            FinishWhole(received);
        }
        else
        {
            Finish(
                observation.Outcome.Length > 0 ? observation.Outcome : observation.EndMarker ? Outcome.Completed : Outcome.CleanEndThoughBroken,
                observation.Detail, received);
        }
    }

    private void FinishWhole(long received)
    {
        var observation = _observation;
        if (!StreamedPartReader.TryRead(_whole.WrittenSpan, out var part))
        {
            Finish(Outcome.Malformed, $"an answer that is no JSON object: {Preview(_whole.WrittenSpan)}", received);
            return;
        }

        observation.FirstEvent = received;
        observation.FirstContent = part.HasText || part.HasReasoning ? received : 0;
        observation.ReportedTokens = part.CompletionTokens;
        observation.EndMarker = true;
        Finish(part.IsError ? Outcome.StreamError : Outcome.Completed, "", received);
    }

    private void Finish(string outcome, string detail, long time)
    {
        if (Finished)
        {
            return;
        }

        Finished = true;
        CanReuse &= outcome == Outcome.Completed || (_failed && _parser.State == ResponseState.Complete);
        _observation.Outcome = outcome;
        _observation.Detail = detail;
        _observation.End = time;
    }

    private static string Preview(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, DetailLength)]);
}
