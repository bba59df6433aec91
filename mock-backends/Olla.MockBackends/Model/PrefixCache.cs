namespace Olla.MockBackends.Model;

/// <summary>
/// The key-value cache of a backend: which beginnings of prompts it has computed and still holds. Kept in blocks, as real engines do
/// (vLLM's blocks hold 16 tokens), each named by a hash of everything up to its end; the least recently used give way.
/// </summary>
internal sealed class PrefixCache
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, LinkedListNode<ulong>> _blocks = [];
    private readonly LinkedList<ulong> _byUse = [];

    /// <summary>Blocks that are held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _blocks.Count;
            }
        }
    }

    /// <summary>How many of a prompt's tokens need not be computed again; afterwards the whole prompt is held.</summary>
    /// <param name="prompt">The prompt's blocks.</param>
    /// <param name="capacity">Tokens that the cache holds.</param>
    public int Use(PromptBlocks prompt, int capacity)
    {
        lock (_gate)
        {
            var known = 0;
            while (known < prompt.Count && _blocks.ContainsKey(prompt[known]))
            {
                known++;
            }

            // From the end, so that of one prompt the beginning stays longest: it is what others may share.
            for (var index = prompt.Count - 1; index >= 0; index--)
            {
                Touch(prompt[index]);
            }

            while (_blocks.Count > capacity / PromptBlocks.BlockTokens)
            {
                _blocks.Remove(_byUse.Last!.Value);
                _byUse.RemoveLast();
            }

            return known * PromptBlocks.BlockTokens;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _blocks.Clear();
            _byUse.Clear();
        }
    }

    private void Touch(ulong block)
    {
        if (_blocks.TryGetValue(block, out var node))
        {
            _byUse.Remove(node);
        }
        else
        {
            node = new LinkedListNode<ulong>(block);
            _blocks.Add(block, node);
        }

        _byUse.AddFirst(node);
    }
}
