namespace Olla.Perf.Analysis.Gates;

/// <summary>
/// Differences of two runs of the very same build, for rehearsing a gate. Real pairs are drawn whole, so that quantities stay as related as
/// they were; a coin turns each pair round, since nothing tells its two sides apart.
/// </summary>
/// <param name="pairs">Differences of each real pair, in the order of the gate's quantities.</param>
internal sealed class GateNoise(IReadOnlyList<IReadOnlyList<double?>> pairs)
{
    public int Pairs => pairs.Count;

    public IReadOnlyList<double?> Draw(Random random)
    {
        var pair = pairs[random.Next(pairs.Count)];
        var sign = random.Next(2) == 0 ? 1 : -1;
        return [.. pair.Select(difference => sign * difference)];
    }
}
