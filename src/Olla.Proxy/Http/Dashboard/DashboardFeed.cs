using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;

namespace Olla.Proxy.Http.Dashboard;

/// <summary>
/// The dashboard's server-sent events. Once a second the counters are sampled, and, while anybody watches, every part is written anew; a
/// watcher gets the parts that changed since it last was written to, so a slow one skips and never holds anything up.
/// </summary>
internal sealed class DashboardFeed : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly byte[] Opening = "retry: 1000\n\n"u8.ToArray();

    private readonly DashboardSources _sources;
    private readonly DashboardDocuments _documents;
    private readonly TrafficHistory _traffic;
    private readonly HealthHistory _health = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private ImmutableArray<FeedPart> _parts = [];
    private TaskCompletionSource _changed = NewSignal();
    private Task _sampling = Task.CompletedTask;
    private int _watchers;

    public DashboardFeed(DashboardSources sources)
    {
        _sources = sources;
        _traffic = new TrafficHistory(sources.Requests);
        _documents = new DashboardDocuments(sources, _traffic, _health);
    }

    /// <summary>Begins to sample; what was before is not in the charts.</summary>
    public void Start() => _sampling = SampleAsync(_stopping.Token);

    /// <summary>Ends all feeds, so that they do not hold up a shutdown.</summary>
    public void Stop() => _stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _sampling;
        _stopping.Dispose();
        _refreshing.Dispose();
    }

    /// <summary>Sends events until the client leaves or the proxy stops.</summary>
    public async Task ServeAsync(RequestScope scope)
    {
        var response = scope.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(scope.Request.Method))
        {
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, scope.Context.RequestAborted);
        Interlocked.Increment(ref _watchers);
        try
        {
            await SendAsync(response.BodyWriter, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The browser left, or the proxy stops: the page says so and comes back.
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    private async Task SendAsync(PipeWriter output, CancellationToken ending)
    {
        // The past is taken first: counters in what follows are never behind it.
        var past = _documents.Past();
        await RefreshAsync(ending);
        output.Write(Opening);
        Write(output, "past", past);
        var sent = new Dictionary<string, long>(StringComparer.Ordinal);
        while (true)
        {
            var next = Volatile.Read(ref _changed).Task;
            foreach (var part in _parts)
            {
                if (!sent.TryGetValue(part.Name, out var version) || version != part.Version)
                {
                    Write(output, part.Name, part.Data);
                    sent[part.Name] = part.Version;
                }
            }

            await output.FlushAsync(ending);
            await next.WaitAsync(ending);
        }
    }

    // The documents hold no line break, so each is one data line.
    private static void Write(PipeWriter output, string name, ReadOnlySpan<byte> data)
    {
        output.Write("event: "u8);
        output.Write(Encoding.ASCII.GetBytes(name));
        output.Write("\ndata: "u8);
        output.Write(data);
        output.Write("\n\n"u8);
    }

    private async Task SampleAsync(CancellationToken stopping)
    {
        try
        {
            using var timer = new PeriodicTimer(Period, _sources.Time);
            do
            {
                Sample();
                if (Volatile.Read(ref _watchers) > 0)
                {
                    await RefreshAsync(stopping);
                    Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            // The proxy stops.
        }
    }

    private void Sample()
    {
        long active = 0;
        var endpoints = _sources.Endpoints.Snapshot.Span;
        foreach (var endpoint in endpoints)
        {
            active += Math.Max(0, endpoint.State.ActiveConnections);
        }

        var requests = _sources.Requests;
        _traffic.Add(new TrafficSample(_sources.Time.GetUtcNow(), requests.Requests, requests.Failures, requests.Bytes, active));
        lock (_health)
        {
            _health.Look(endpoints);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        await _refreshing.WaitAsync(cancellation);
        try
        {
            lock (_health)
            {
                _parts = _documents.Refresh(_parts);
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    // Whoever wakes up writes to a socket: that must not happen inside the sampler.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
