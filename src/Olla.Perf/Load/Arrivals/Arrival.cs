namespace Olla.Perf.Load.Arrivals;

/// <summary>One arrival of the open model.</summary>
/// <param name="Offset">Nanoseconds since the load began.</param>
/// <param name="Phase">Index of the phase it belongs to; -1 in the warm-up.</param>
/// <param name="PromptTokens">What a trace says; 0 leaves it to the workload.</param>
/// <param name="OutputTokens">What a trace says; 0 leaves it to the workload.</param>
internal readonly record struct Arrival(long Offset, int Phase, int PromptTokens = 0, int OutputTokens = 0);

/// <summary>A client of the closed model begins to send requests.</summary>
/// <param name="Offset">Nanoseconds since the load began.</param>
internal readonly record struct ClientStart(long Offset, int Client);
