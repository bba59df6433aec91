namespace Olla.Perf.Results.Log;

/// <summary>One content event as the client saw it. Times are nanoseconds of the monotonic clock.</summary>
/// <param name="Sequence">The backend's number of the event, from 0; -1 without a stamp.</param>
/// <param name="Emitted">When the backend wrote it; 0 without a stamp.</param>
/// <param name="Received">When the read returned that completed it.</param>
/// <param name="Bytes">Length of the event's data.</param>
/// <param name="Read">Number of that read in its request, from 0: events of one read share it.</param>
internal readonly record struct ContentEventRow(int Sequence, long Emitted, long Received, int Bytes, int Read);
