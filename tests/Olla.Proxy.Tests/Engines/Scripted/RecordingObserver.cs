using System.Collections.Concurrent;
using Olla.Proxy.Health;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>Notes what an engine reports of attempts and endpoints.</summary>
internal sealed class RecordingObserver : IEndpointFailureSink, IAttemptObserver
{
    public ConcurrentQueue<(string Url, bool Succeeded, long Bytes)> Attempts { get; } = new();
    public ConcurrentQueue<Endpoint> Unreachable { get; } = new();

    public void AttemptEnded(string endpointUrl, bool succeeded, long responseBytes, TimeSpan latency) =>
        Attempts.Enqueue((endpointUrl, succeeded, responseBytes));

    public void ReportUnreachable(Endpoint endpoint) => Unreachable.Enqueue(endpoint);
}
