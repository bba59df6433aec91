using Olla.Perf.Results.Log;

namespace Olla.Perf.Analysis.Measurement.Definitions;

/// <summary>A figure as another benchmark defines it, computed from our event log.</summary>
/// <param name="Tool">Short name of the tool, as <c>--definitions</c> takes it.</param>
/// <param name="Name">What the tool calls the figure.</param>
/// <param name="Formula">The definition in one line.</param>
/// <param name="Source">Where the tool defines it.</param>
/// <param name="Values">One trial's values in ms: one per request, or one per gap where the tool pools gaps.</param>
internal sealed record ToolDefinition(string Tool, string Name, string Formula, string Source, Func<TrialLog, IEnumerable<double>> Values);
