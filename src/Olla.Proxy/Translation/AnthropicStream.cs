using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>
/// Turns the chunks of an OpenAI chat stream into the events of a streamed message. At most one content block is open at a time;
/// blocks are numbered in the order they open. One instance serves one answer; not for use from two threads.
/// </summary>
internal sealed class AnthropicStream(IBufferWriter<byte> output, long estimatedInputTokens) : IStreamTranslation
{
    private const int BytesPerEstimatedToken = 4;

    private enum Block
    {
        None,
        Thinking,
        Text,
        Tool,
    }

    private readonly AnthropicEventWriter _events = new(output);
    private readonly List<StreamedToolCall> _tools = [];
    private readonly Dictionary<int, StreamedToolCall> _toolsByIndex = [];
    private AnthropicUsage _usage = new(estimatedInputTokens, 0);
    private Block _open;
    private int _opened;
    private StreamedToolCall? _openTool;
    private string _model = "";
    private string? _finishReason;
    private long _textBytes;
    private bool _started;
    private bool _sawDone;

    /// <summary>Whether the stream ended, well or with an error event; nothing may follow.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether it ended with an error event.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Takes the data of one server-sent event. A malformed chunk is passed over.</summary>
    public void Push(ReadOnlyMemory<byte> data)
    {
        if (HasEnded)
        {
            return;
        }

        if (data.Span.SequenceEqual("[DONE]"u8))
        {
            _sawDone = true;
            return;
        }

        JsonDocument chunk;
        try
        {
            chunk = JsonDocument.Parse(data);
        }
        catch (JsonException)
        {
            return;
        }

        using (chunk)
        {
            PushChunk(chunk.RootElement, "delta");
        }
    }

    /// <summary>Takes a whole answer, from a backend that ignored the wish for a stream.</summary>
    public void PushWholeAnswer(JsonElement answer)
    {
        _sawDone = true;
        PushChunk(answer, "message");
    }

    /// <summary>The backend's body ended. Without a sign that it was the whole answer, the client is told so.</summary>
    public void Complete()
    {
        if (HasEnded)
        {
            return;
        }

        if (!_sawDone && _finishReason is null)
        {
            Fail("the backend ended its stream before the answer was complete");
            return;
        }

        EnsureStarted();
        OpenWaitingTools(untilTheEnd: true);
        CloseBlock();
        var usage = _usage.OutputTokens == 0 && _textBytes > 0
            ? _usage with { OutputTokens = Math.Max(1, _textBytes / BytesPerEstimatedToken) }
            : _usage;
        _events.MessageDelta(StopReasons.From(_finishReason, _tools.Exists(tool => tool.BlockIndex >= 0)), usage);
        _events.MessageStop();
        HasEnded = true;
    }

    /// <summary>Ends the stream with an error event. Clients must never mistake it for a whole message.</summary>
    public void Fail(string message)
    {
        if (HasEnded)
        {
            return;
        }

        _events.Error(message);
        HasEnded = true;
        HasFailed = true;
    }

    public void Dispose() => _events.Dispose();

    private void PushChunk(JsonElement chunk, string deltaName)
    {
        if (chunk.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (chunk.TryGetProperty("error"u8, out var error) && error.ValueKind is not JsonValueKind.Null)
        {
            Fail(BackendErrors.MessageOf(error));
            return;
        }

        if (_model.Length == 0)
        {
            _model = AnthropicBlocks.Text(chunk, "model");
        }

        if (chunk.TryGetProperty("usage"u8, out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            _usage = AnthropicUsage.From(usage);
        }

        if (!chunk.TryGetProperty("choices"u8, out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
        {
            return;
        }

        var choice = choices[0];
        if (AnthropicBlocks.Text(choice, "finish_reason") is { Length: > 0 } reason)
        {
            _finishReason = reason;
        }

        if (choice.TryGetProperty(deltaName, out var delta) && delta.ValueKind == JsonValueKind.Object)
        {
            PushDelta(delta);
        }
    }

    private void PushDelta(JsonElement delta)
    {
        var thinking = ChatCompletions.Reasoning(delta);
        if (thinking.Length > 0)
        {
            Switch(Block.Thinking);
            _events.ThinkingDelta(_opened - 1, thinking);
            _textBytes += Encoding.UTF8.GetByteCount(thinking);
        }

        if (AnthropicBlocks.Text(delta, "content") is { Length: > 0 } text)
        {
            Switch(Block.Text);
            _events.TextDelta(_opened - 1, text);
            _textBytes += Encoding.UTF8.GetByteCount(text);
        }

        if (delta.TryGetProperty("tool_calls"u8, out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in calls.EnumerateArray())
            {
                PushToolCall(call);
            }
        }
    }

    private void PushToolCall(JsonElement call)
    {
        if (HasEnded || call.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        // A whole answer numbers its calls by position only; a stream says which call a piece belongs to.
        var index = call.TryGetProperty("index"u8, out var number) && number.TryGetInt32(out var given) ? given
            : _sawDone ? _tools.Count : 0;
        if (!_toolsByIndex.TryGetValue(index, out var tool))
        {
            tool = new StreamedToolCall();
            _toolsByIndex.Add(index, tool);
            _tools.Add(tool);
        }

        var function = call.TryGetProperty("function"u8, out var called) ? called : default;
        tool.Id = tool.Id.Length > 0 ? tool.Id : AnthropicBlocks.Text(call, "id");
        tool.Name = tool.Name.Length > 0 ? tool.Name : AnthropicBlocks.Text(function, "name");
        var arguments = AnthropicBlocks.Text(function, "arguments");
        if (arguments.Length > 0 && tool.IsClosed)
        {
            Fail($"tool arguments received for already-stopped block (tool_index={index}, block_index={tool.BlockIndex})");
            return;
        }

        tool.Append(arguments);
        OpenWaitingTools(untilTheEnd: false);
    }

    /// <summary>
    /// Sends what waits for the open tool, and goes on to the next call as soon as the open one's arguments are whole: so
    /// sequential calls stream, and pieces of interleaved calls wait for their turn.
    /// </summary>
    private void OpenWaitingTools(bool untilTheEnd)
    {
        while (true)
        {
            if (_openTool?.TakeWaiting() is { Length: > 0 } fragment)
            {
                _events.InputDelta(_openTool.BlockIndex, fragment);
            }

            var next = _tools.Find(tool => tool.BlockIndex < 0 && tool.Name.Length > 0 && (tool.Id.Length > 0 || untilTheEnd));
            if (next is null || (_openTool is { IsComplete: false } && !untilTheEnd))
            {
                return;
            }

            EnsureStarted();
            CloseBlock();
            next.BlockIndex = _opened++;
            next.Id = next.Id.Length > 0 ? next.Id : MessageIds.NewToolUse();
            _open = Block.Tool;
            _openTool = next;
            _events.ToolStart(next.BlockIndex, next.Id, next.Name);
        }
    }

    private void Switch(Block kind)
    {
        EnsureStarted();
        if (_open == kind)
        {
            return;
        }

        CloseBlock();
        _open = kind;
        if (kind == Block.Text)
        {
            _events.TextStart(_opened++);
        }
        else
        {
            _events.ThinkingStart(_opened++);
        }
    }

    private void CloseBlock()
    {
        if (_open == Block.None)
        {
            return;
        }

        if (_openTool is not null)
        {
            _openTool.IsClosed = true;
            _openTool = null;
        }

        _events.BlockStop(_opened - 1);
        _open = Block.None;
    }

    private void EnsureStarted()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        _events.MessageStart(MessageIds.NewMessage(), _model.Length > 0 ? _model : "unknown", _usage.InputTokens);
    }
}
