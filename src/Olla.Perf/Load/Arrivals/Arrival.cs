namespace Olla.Perf.Load.Arrivals;

/// <summary>One arrival of the open model.</summary>
/// <param name="Offset">Nanoseconds since the load began.</param>
/// <param name="Phase">Index of the phase it belongs to; -1 in the warm-up.</param>
internal readonly record struct Arrival(long Offset, int Phase);

/// <summary>A client of the closed model begins to send requests.</summary>
/// <param name="Offset">Nanoseconds since the load began.</param>
internal readonly record struct ClientStart(long Offset, int Client);
