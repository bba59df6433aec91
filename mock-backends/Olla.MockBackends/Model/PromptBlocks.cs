namespace Olla.MockBackends.Model;

/// <summary>A prompt in blocks, each named by a hash of the prompt up to its end: two prompts share the blocks of their common beginning.</summary>
internal sealed class PromptBlocks
{
    /// <summary>Tokens of a block: vLLM's default.</summary>
    public const int BlockTokens = 16;

    private const int BlockBytes = BlockTokens * 4;
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private readonly List<ulong> _blocks = [];
    private ulong _hash = Offset;
    private int _filled;

    /// <summary>Whole blocks; what is left over at the end is computed anew every time.</summary>
    public int Count => _blocks.Count;

    public ulong this[int index] => _blocks[index];

    /// <summary>Adds one text of the prompt (FNV-1a over its bytes). Where a text ends matters: <c>ab</c>, <c>c</c> is not <c>a</c>, <c>bc</c>.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        foreach (var value in text)
        {
            _hash = (_hash ^ value) * Prime;
            if (++_filled == BlockBytes)
            {
                _blocks.Add(_hash);
                _filled = 0;
            }
        }

        _hash = (_hash ^ 0xFF) * Prime;
    }
}
