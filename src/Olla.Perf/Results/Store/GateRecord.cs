using Olla.Perf.Analysis.Gates;

namespace Olla.Perf.Results.Store;

/// <summary>What one gate of a series came to.</summary>
/// <param name="Number">From 1.</param>
/// <param name="FirstBlock">Block of its first pair; the next gate's blocks follow.</param>
/// <param name="Headline">The verdict in words, with what it rests on.</param>
/// <param name="Pairs">Good pairs that it took.</param>
/// <param name="LostPairs">Pairs that the machine disturbed again and again.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record GateRecord(int Number, int FirstBlock, GateVerdict Verdict, string Headline, int Pairs, int LostPairs, double Seconds);
