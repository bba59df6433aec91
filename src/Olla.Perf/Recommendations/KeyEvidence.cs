using Olla.Perf.Analysis;

namespace Olla.Perf.Recommendations;

/// <summary>Why a key has the value it has in a recommendation.</summary>
/// <param name="Default">What the proxy does without the key.</param>
/// <param name="ComparedWith">The value that the score was held against: the default, or another swept value if the default was not swept.</param>
/// <param name="Score">The goal's score against <paramref name="ComparedWith"/>.</param>
/// <param name="Effects">The goal's metrics one by one, and what the others pay, worst first.</param>
/// <param name="Under">Settings already chosen when this key was judged, as text; empty for none.</param>
internal sealed record KeyEvidence(
    string Key, string Value, string Default, string ComparedWith, int Pairs, Comparison Score, IReadOnlyList<KnobEffect> Effects, string Under);

/// <summary>A key that keeps its default, and the strongest reason there was to change it.</summary>
/// <param name="Value">The value that came nearest to being proven.</param>
/// <param name="Score">Null if the run has no pair to judge it by.</param>
internal sealed record KeptKey(string Key, string Default, string Value, Comparison? Score, string Reason);
