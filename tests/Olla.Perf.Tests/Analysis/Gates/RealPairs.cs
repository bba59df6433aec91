using System.Globalization;
using Olla.Perf.Analysis.Gates;

namespace Olla.Perf.Tests.Analysis.Gates;

/// <summary>Differences of real A/A pairs: one build against itself, measured by <c>olla-perf gate</c> on a shared machine of two cores.</summary>
internal static class RealPairs
{
    public static (IReadOnlyList<GateQuantity> Quantities, IReadOnlyList<IReadOnlyList<double?>> Pairs) Read()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Analysis", "Gates", "aa-pairs.csv")).Where(line => !line.StartsWith('#')).ToList();
        var quantities = lines[0].Split(',').Select(name => GateQuantity.All.First(quantity => quantity.Name == name)).ToList();
        return (quantities, [.. lines.Skip(1).Select(line => (IReadOnlyList<double?>)[.. line.Split(',').Select(cell => (double?)double.Parse(cell, CultureInfo.InvariantCulture))])]);
    }
}
