using System.Buffers;
using System.Text.Json;

namespace Olla.Proxy.Translation.Responses;

/// <summary>
/// Turns the chunks of a chat stream into the events of a streamed response. A message or a thought is done when something else begins;
/// calls stay open to the end, since their pieces may come in turns. One instance serves one answer; not for use from two threads.
/// </summary>
internal sealed class ResponsesStream(IBufferWriter<byte> output, ResponseDraft draft) : ChatChunkTranslation
{
    private readonly ResponsesEventWriter _events = new(output);
    private readonly Dictionary<int, Call> _calls = [];
    private ResponseItem? _open;
    private bool _started;

    protected override int Calls => _calls.Count;

    public override void Dispose() => _events.Dispose();

    protected override void ChunkCame()
    {
        draft.Model = draft.Model.Length > 0 ? draft.Model : Model;
        EnsureStarted();
        draft.Usage = Usage ?? draft.Usage;
    }

    protected override void WriteEnd()
    {
        draft.FinishReason = FinishReason;
        EnsureStarted();
        CloseOpen();
        foreach (var call in _calls.OrderBy(call => call.Key).Select(call => call.Value))
        {
            Open(call, atTheEnd: true);
        }

        foreach (var item in draft.Items.Where(item => !item.IsDone))
        {
            Close(item);
        }

        _events.Response(draft.IncompleteReason is null ? "response.completed" : "response.incomplete", draft, isFinal: true);
    }

    protected override void WriteError(string message) => _events.Error(message);

    protected override void PushText(JsonElement delta)
    {
        PushText(ResponseItemKind.Reasoning, ChatCompletions.Reasoning(delta));
        PushText(ResponseItemKind.Message, AnthropicBlocks.Text(delta, "content"));
    }

    private void PushText(ResponseItemKind kind, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_open?.Kind != kind)
        {
            CloseOpen();
            _open = draft.Add(kind);
            _events.Item("response.output_item.added", _open);
            _events.Part("response.content_part.added", _open);
        }

        _open.Text.Append(text);
        _events.Delta(_open, text);
    }

    protected override void PushToolCall(JsonElement piece, int index)
    {
        if (!_calls.TryGetValue(index, out var call))
        {
            _calls.Add(index, call = new Call());
        }

        var function = piece.TryGetProperty("function"u8, out var called) ? called : default;
        call.Id = call.Id.Length > 0 ? call.Id : AnthropicBlocks.Text(piece, "id");
        call.Name = call.Name.Length > 0 ? call.Name : AnthropicBlocks.Text(function, "name");
        call.Waiting += AnthropicBlocks.Text(function, "arguments");
        Open(call, atTheEnd: false);
    }

    /// <summary>Sends what has come of a call, once it has a name and, unless the stream is over, an id.</summary>
    private void Open(Call call, bool atTheEnd)
    {
        if (call.Item is null)
        {
            if (call.Name.Length == 0 || (call.Id.Length == 0 && !atTheEnd))
            {
                return;
            }

            CloseOpen();
            call.Item = draft.Add(ResponseItemKind.FunctionCall, call.Id.Length > 0 ? call.Id : MessageIds.New("call_"), call.Name);
            _events.Item("response.output_item.added", call.Item);
        }

        if (call.Waiting.Length > 0)
        {
            call.Item.Text.Append(call.Waiting);
            _events.Delta(call.Item, call.Waiting);
            call.Waiting = "";
        }
    }

    private void CloseOpen()
    {
        if (_open is not null)
        {
            Close(_open);
            _open = null;
        }
    }

    private void Close(ResponseItem item)
    {
        if (item.Kind == ResponseItemKind.FunctionCall && item.Text.Length == 0)
        {
            // Clients parse the arguments, and an empty text is no JSON.
            item.Text.Append("{}");
            _events.Delta(item, "{}");
        }

        _events.Done(item);
        if (item.Kind != ResponseItemKind.FunctionCall)
        {
            _events.Part("response.content_part.done", item);
        }

        item.IsDone = true;
        _events.Item("response.output_item.done", item);
    }

    private void EnsureStarted()
    {
        if (!_started)
        {
            _started = true;
            _events.Response("response.created", draft, isFinal: false);
            _events.Response("response.in_progress", draft, isFinal: false);
        }
    }

    private sealed class Call
    {
        public string Id { get; set; } = "";
        public string Name { get; set; } = "";

        /// <summary>Arguments that came and were not sent yet.</summary>
        public string Waiting { get; set; } = "";

        public ResponseItem? Item { get; set; }
    }
}
