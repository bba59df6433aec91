using System.Globalization;
using System.Text;
using Olla.Perf.Load.Http;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Tests.Load.Http;

/// <summary>Builds the bytes of an answer, and replays them through a receiver at chosen times.</summary>
internal static class StreamBuilder
{
    public const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Olla-Endpoint: b1\r\nTransfer-Encoding: chunked\r\n\r\n";
    public const string Role = "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    public const string Done = "data: [DONE]\n\n";
    public const string LastChunk = "0\r\n\r\n";

    /// <summary>A content event as a mock backend writes it.</summary>
    public static string Token(int sequence, long emitted) => string.Create(
        CultureInfo.InvariantCulture,
        $"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"word \"}}}}],\"stamp\":{{\"seq\":{sequence},\"ns\":{emitted}}}}}\n\n");

    public static string Chunk(string data) => $"{Encoding.UTF8.GetByteCount(data):x}\r\n{data}\r\n";

    public static string WithLength(string body, string type = "application/json", int status = 200) =>
        $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <summary>Feeds each read at its time; a null text is the end of the connection.</summary>
    public static RequestObservation Replay(IEnumerable<(long Time, string? Text)> reads, long scheduled = 0, bool streamed = true, bool eventStream = true)
    {
        var observation = new RequestObservation(0, 0, scheduled) { Dispatched = scheduled, Sent = scheduled };
        var receiver = new StreamReceiver();
        receiver.Begin(observation, streamed, eventStream);
        foreach (var (time, text) in reads)
        {
            if (receiver.Finished)
            {
                break;
            }

            if (text is null)
            {
                receiver.Closed(time);
            }
            else
            {
                receiver.Feed(Encoding.UTF8.GetBytes(text), time);
            }
        }

        return observation;
    }

    public static ContentEventRow[] Events(this RequestObservation observation) => observation.Events.ToArray();
}
