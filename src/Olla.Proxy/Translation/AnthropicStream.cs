using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>
/// Turns the chunks of an OpenAI chat stream into the events of a streamed message. At most one content block is open at a time;
/// blocks are numbered in the order they open. One instance serves one answer; not for use from two threads.
/// </summary>
internal sealed class AnthropicStream(IBufferWriter<byte> output, long estimatedInputTokens) : ChatChunkTranslation
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
    private Block _open;
    private int _opened;
    private StreamedToolCall? _openTool;
    private long _textBytes;
    private bool _started;

    protected override int Calls => _tools.Count;

    private AnthropicUsage Told => Usage ?? new AnthropicUsage(estimatedInputTokens, 0);

    public override void Dispose() => _events.Dispose();

    protected override void WriteEnd()
    {
        EnsureStarted();
        OpenWaitingTools(untilTheEnd: true);
        CloseBlock();
        var usage = Told.OutputTokens == 0 && _textBytes > 0
            ? Told with { OutputTokens = Math.Max(1, _textBytes / BytesPerEstimatedToken) }
            : Told;
        _events.MessageDelta(StopReasons.From(FinishReason, _tools.Exists(tool => tool.BlockIndex >= 0)), usage);
        _events.MessageStop();
    }

    protected override void WriteError(string message) => _events.Error(message);

    protected override void PushText(JsonElement delta)
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
    }

    protected override void PushToolCall(JsonElement call, int index)
    {
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
        _events.MessageStart(MessageIds.NewMessage(), Model.Length > 0 ? Model : "unknown", Told.InputTokens);
    }
}
