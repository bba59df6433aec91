using System.Text;
using Olla.Perf.Load.Http;
using static Olla.Perf.Tests.Load.Http.StreamBuilder;

namespace Olla.Perf.Tests.Load.Http;

public class StreamReceiverTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void Every_event_takes_the_time_of_the_read_that_completed_it()
    {
        var observation = Replay(
        [
            (10, Head), (20, Chunk(Role)), (30, Chunk(Token(0, 25))), (40, Chunk(Token(1, 31)) + Chunk(Token(2, 33))),
            (50, Chunk(Token(3, 45))[..40]), (60, Chunk(Token(3, 45))[40..] + Chunk(Done) + LastChunk),
        ]);
        Assert.Equal(Outcome.Completed, observation.Outcome);
        Assert.Equal((10, 10, 20, 30, 60), (observation.FirstByte, observation.Headers, observation.FirstEvent, observation.FirstContent, observation.End));
        Assert.Equal([(0, 25L, 30L, 2), (1, 31L, 40L, 3), (2, 33L, 40L, 3), (3, 45L, 60L, 5)],
            observation.Events().Select(row => (row.Sequence, row.Emitted, row.Received, row.Read)));
        Assert.Equal(("b1", 200, true, 6), (observation.Endpoint, observation.Status, observation.EndMarker, observation.Reads));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void The_same_answer_is_read_however_the_bytes_are_cut(int size)
    {
        var whole = Head + Chunk(Role + Token(0, 5)) + Chunk(Token(1, 6)) + "5;ext=1\r\ndata:\r\n" + Chunk(" {}\n\n") + Chunk(Done) + "0\r\nTrailer: x\r\n\r\n";
        var reads = Enumerable.Range(0, (whole.Length + size - 1) / size)
            .Select(index => ((long)index + 1, (string?)whole.Substring(index * size, Math.Min(size, whole.Length - (index * size)))));
        var observation = Replay(reads);
        Assert.Equal((Outcome.Completed, ""), (observation.Outcome, observation.Detail));
        Assert.Equal([0, 1], observation.Events().Select(row => row.Sequence));
        Assert.Equal(Encoding.UTF8.GetByteCount(whole), observation.Bytes);
    }

    [Fact]
    public void Unstamped_events_of_real_backends_are_told_by_their_text()
    {
        const string text = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
        const string usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n";
        var observation = Replay([(1, Head + Chunk(Role)), (2, Chunk(text)), (3, Chunk(text + usage + Done) + LastChunk)]);
        Assert.Equal((2, 2, -1), (observation.Events.Length, observation.ReportedTokens, observation.Events[0].Sequence));
        Assert.Equal((1, 2), (observation.FirstEvent, observation.FirstContent));
    }

    [Fact]
    public void Newline_delimited_json_is_read_by_lines()
    {
        const string head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";
        var observation = Replay(
        [
            (1, head),
            (2, Chunk("{\"response\":\"a\",\"done\":false,\"stamp\":{\"seq\":0,\"ns\":1}}\n")),
            (3, Chunk("{\"response\":\"\",\"done\":true,\"eval_count\":1}\n") + LastChunk),
        ], eventStream: false);
        Assert.Equal((Outcome.Completed, 1, 1), (observation.Outcome, observation.Events.Length, observation.ReportedTokens));
    }

    [Fact]
    public void An_unstreamed_answer_has_its_content_when_it_is_whole()
    {
        const string body = "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"hello\"}}],\"usage\":{\"completion_tokens\":7}}";
        var answer = WithLength(body);
        var observation = Replay([(5, answer[..60]), (9, answer[60..])], streamed: false);
        Assert.Equal((Outcome.Completed, 5, 9, 9, 7),
            (observation.Outcome, observation.FirstByte, observation.FirstContent, observation.End, observation.ReportedTokens));
    }

    public static TheoryData<string, string[], string> Endings => new()
    {
        { "whole", [Head + Chunk(Token(0, 1) + Done) + LastChunk], Outcome.Completed },
        { "no end marker", [Head + Chunk(Token(0, 1)) + LastChunk], Outcome.CleanEndThoughBroken },
        { "closed between chunks", [Head + Chunk(Token(0, 1)), "<closed>"], Outcome.Cut },
        { "closed in a chunk", [Head + Chunk(Token(0, 1))[..20], "<closed>"], Outcome.Cut },
        { "closed before the head", ["<closed>"], Outcome.Reset },
        { "closed in the head", ["HTTP/1.1 200 OK\r\nContent", "<closed>"], Outcome.Reset },
        { "broken chunk size", [Head + "xyz\r\n"], Outcome.Malformed },
        { "no line end after a chunk", [Head + "1\r\naXX"], Outcome.Malformed },
        { "an event that is no JSON", [Head + Chunk("data: {\"a\":\n\n")], Outcome.Malformed },
        { "bytes after the end", [Head + Chunk(Done) + LastChunk + "HTTP/1.1 200 OK\r\n"], Outcome.Malformed },
        { "no HTTP", ["SSH-2.0-OpenSSH_9.2p1\r\n\r\n"], Outcome.Malformed },
        { "error event", [Head + Chunk("data: {\"error\":{\"message\":\"backend died\"}}\n\n" + Done) + LastChunk], Outcome.StreamError },
        { "status", [WithLength("busy", "text/plain", 503)], "status_503" },
        { "no length, closed", ["HTTP/1.1 200 OK\r\n\r\n" + Token(0, 1) + Done, "<closed>"], Outcome.Completed },
        { "interim answer first", ["HTTP/1.1 100 Continue\r\n\r\n" + Head + Chunk(Done) + LastChunk], Outcome.Completed },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public void Each_kind_of_ending_has_its_class(string name, string[] reads, string outcome)
    {
        var observation = Replay(reads.Select((text, index) => (index + Millisecond, text == "<closed>" ? null : text))!);
        Assert.Equal((name, outcome), (name, observation.Outcome));
        Assert.True(observation.End > 0, "an ended request has an end");
    }
}
