using Olla.Perf.Results;

namespace Olla.Perf.Analysis;

/// <summary>What setting a knob to <paramref name="Value"/> instead of <paramref name="Reference"/> does to a metric.</summary>
/// <param name="Condition">The setting under which it was looked at (<c>profile=standard</c>), or empty for all settings.</param>
/// <param name="Pairs">Pairs of candidates that a block averages.</param>
internal sealed record KnobEffect(string Key, string Value, string Reference, string Condition, Metric Metric, int Pairs, Comparison Comparison);
