namespace Olla.Proxy.Balancing;

/// <summary>
/// One turn counter per set of endpoints. Sets are told apart by a 64-bit hash of their members; the table never grows and never
/// locks. When it is full, further sets share counters: their spread stays even, only their order mixes.
/// </summary>
internal sealed class RotationTable
{
    /// <summary>The hash of no endpoint at all.</summary>
    public const ulong EmptySet = 0;

    /// <summary>Sets are one per model and fail-over state: a thousand covers large fleets at 16 KiB.</summary>
    private const int Slots = 1024;

    /// <summary>Neighbours that are tried before a set shares somebody's counter.</summary>
    private const int Probes = 16;

    private readonly ulong[] _sets = new ulong[Slots];
    private readonly uint[] _turns = new uint[Slots];

    /// <summary>
    /// The hash of <paramref name="set"/> and one more endpoint. A sum of well-mixed numbers: unlike a chain of multiplications it lets the
    /// processor work on many endpoints at once.
    /// </summary>
    public static ulong Extend(ulong set, int endpointIndex)
    {
        var mixed = (ulong)(uint)(endpointIndex + 1) * 0x9E37_79B9_7F4A_7C15;
        return set + ((mixed ^ (mixed >> 29)) * 0xBF58_476D_1CE4_E5B9);
    }

    /// <summary>Takes the next turn of <paramref name="set"/>, starting at zero.</summary>
    public uint NextTurn(ulong set)
    {
        var key = set == 0 ? 1 : set;
        var first = (int)((key ^ (key >> 32)) % Slots);
        var slot = first;
        for (var i = 0; i < Probes; i++)
        {
            slot = (first + i) % Slots;
            var owner = Volatile.Read(ref _sets[slot]);
            owner = owner == 0 ? Interlocked.CompareExchange(ref _sets[slot], key, 0) : owner;
            if (owner == 0 || owner == key)
            {
                break;
            }
        }

        return Interlocked.Increment(ref _turns[slot]) - 1;
    }
}
