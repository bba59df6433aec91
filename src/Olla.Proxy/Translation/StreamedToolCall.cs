using System.Text;

namespace Olla.Proxy.Translation;

/// <summary>A tool call whose pieces arrive over several chunks, possibly between those of other calls.</summary>
internal sealed class StreamedToolCall
{
    private readonly StringBuilder _waiting = new();
    private int _depth;
    private bool _inString;
    private bool _escaped;
    private bool _began;

    public string Id { get; set; } = "";
    public string Name { get; set; } = "";

    /// <summary>Index of its content block, or -1 before it is opened.</summary>
    public int BlockIndex { get; set; } = -1;

    public bool IsClosed { get; set; }

    /// <summary>Whether the arguments seen so far are one whole JSON object, so that nothing more can come.</summary>
    public bool IsComplete => _began && _depth == 0 && !_inString;

    public void Append(string fragment)
    {
        _waiting.Append(fragment);
        foreach (var letter in fragment)
        {
            Follow(letter);
        }
    }

    /// <summary>The arguments that were not sent yet.</summary>
    public string TakeWaiting()
    {
        var text = _waiting.ToString();
        _waiting.Clear();
        return text;
    }

    private void Follow(char letter)
    {
        if (_inString)
        {
            (_inString, _escaped) = (_escaped, letter) switch
            {
                (true, _) => (true, false),
                (false, '\\') => (true, true),
                (false, '"') => (false, false),
                _ => (true, false),
            };
            return;
        }

        switch (letter)
        {
            case '"':
                _inString = true;
                break;
            case '{' or '[':
                _depth++;
                _began = true;
                break;
            case '}' or ']':
                _depth--;
                break;
        }
    }
}
