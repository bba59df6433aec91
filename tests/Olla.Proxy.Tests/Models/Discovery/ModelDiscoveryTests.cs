using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models;
using Olla.Proxy.Models.Discovery;
using Olla.Proxy.Models.Unification;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Tests.Models.Discovery;

public sealed class ModelDiscoveryTests
{
    private readonly TimerCountingTime _time = new();
    private readonly ScriptedLists _lists = new();
    private readonly ModelRegistry _registry;

    public ModelDiscoveryTests() => _registry = new ModelRegistry(ModelRulesSource.BuiltIn, _time);

    [Fact]
    public async Task The_first_round_asks_every_serving_endpoint_once_and_filters_names()
    {
        var fleet = Fleet(3);
        fleet[1] = new Endpoint(fleet[1].Options with { ModelFilter = new NameFilter { Exclude = ["*embed*"] } }, 1) { State = fleet[1].State };
        fleet[2].State.Status = EndpointStatus.Offline;
        _lists.Fail(Url(0)).Answer(Url(1), """{"models":[{"name":"a"},{"name":"nomic-embed"}]}""");
        await Discovery(fleet).DiscoverAllAsync(default);
        Assert.Equal([Url(0), Url(1)], _lists.Asked.Order());
        Assert.Equal("a", string.Join(' ', _registry.Current.Named.Keys));
    }

    [Fact]
    public async Task Nothing_is_asked_while_discovery_is_off()
    {
        await Discovery(Fleet(1), new ModelDiscoveryOptions { Enabled = false }).DiscoverAllAsync(default);
        Assert.Empty(_lists.Asked);
    }

    [Fact]
    public async Task A_failed_listing_is_tried_again_with_growing_pauses_and_a_refused_one_is_not()
    {
        var fleet = Fleet(2);
        var moments = new System.Collections.Concurrent.ConcurrentQueue<DateTimeOffset>();
        _lists.Answer(Url(0), _ =>
        {
            moments.Enqueue(_time.GetUtcNow());
            return moments.Count < 3 ? throw new HttpRequestException("down") : Task.FromResult(Answer("""{"models":[{"name":"a"}]}"""));
        }).Answer(Url(1), "", status: 403);
        var discovery = Discovery(fleet, new ModelDiscoveryOptions { RetryAttempts = 3, RetryBackoff = TimeSpan.FromSeconds(1) });
        using var stop = new CancellationTokenSource();
        var running = discovery.RunAsync(stop.Token);
        await Until(() => _time.Advance(TimeSpan.FromMilliseconds(10)), () => _registry.Current.HasData);
        var asked = moments.ToArray();
        Assert.Equal((3, 1), (asked.Length, _lists.Asked.Count(url => url == Url(1))));
        Assert.True(asked[1] - asked[0] >= TimeSpan.FromSeconds(1));
        Assert.True(asked[2] - asked[1] >= TimeSpan.FromSeconds(2));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Rounds_follow_the_interval_and_see_endpoints_that_recovered_meanwhile()
    {
        var fleet = Fleet(1);
        fleet[0].State.Status = EndpointStatus.Offline;
        _lists.Answer(Url(0), """{"models":[{"name":"a"}]}""");
        var discovery = Discovery(fleet, new ModelDiscoveryOptions { Interval = TimeSpan.FromMinutes(5) });
        using var stop = new CancellationTokenSource();
        var running = discovery.RunAsync(stop.Token);
        // The first round is over when the wait for the next has begun.
        await Until(() => { }, () => _time.Timers > 0);
        fleet[0].State.Status = EndpointStatus.Healthy;
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Empty(_lists.Asked);
        await Until(() => _time.Advance(TimeSpan.FromMinutes(1)), () => _registry.Current.HasData);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Five_failures_in_a_row_suspend_an_endpoint_until_it_recovers()
    {
        var fleet = Fleet(1);
        _lists.Fail(Url(0));
        var discovery = Discovery(fleet);
        for (var round = 0; round < 8; round++)
        {
            await discovery.DiscoverAllAsync(default);
        }

        Assert.Equal(5, _lists.Asked.Count);
        _lists.Answer(Url(0), """{"models":[{"name":"a"}]}""");
        await discovery.RediscoverAsync(fleet[0], default);
        Assert.True(_registry.Current.Named.ContainsKey("a"));
        await discovery.DiscoverAllAsync(default);
        Assert.Equal(7, _lists.Asked.Count);
    }

    [Fact]
    public async Task A_refusal_suspends_at_once()
    {
        var discovery = Discovery(Fleet(1));
        await discovery.DiscoverAllAsync(default);
        await discovery.DiscoverAllAsync(default);
        Assert.Single(_lists.Asked);
    }

    [Fact]
    public async Task A_failure_leaves_the_models_that_were_known()
    {
        var fleet = Fleet(1);
        _lists.Answer(Url(0), """{"models":[{"name":"a"}]}""");
        var discovery = Discovery(fleet);
        await discovery.DiscoverAllAsync(default);
        _lists.Fail(Url(0));
        await discovery.DiscoverAllAsync(default);
        Assert.True(_registry.Current.Named.ContainsKey("a"));
    }

    [Fact]
    public async Task An_answer_that_never_comes_fails_after_the_timeout()
    {
        _lists.Answer(Url(0), async cancellation =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
            throw new InvalidOperationException();
        });
        var round = Discovery(Fleet(1), new ModelDiscoveryOptions { Timeout = TimeSpan.FromSeconds(30) }).DiscoverAllAsync(default);
        await Until(() => _time.Advance(TimeSpan.FromSeconds(30)), () => round.IsCompleted);
        Assert.False(_registry.Current.HasData);
    }

    [Fact]
    public async Task Overlapping_refreshes_share_one_reading_per_endpoint()
    {
        var fleet = Fleet(2);
        var gate = new TaskCompletionSource<ModelListAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _lists.Answer(Url(0), _ => gate.Task).Fail(Url(1));
        var discovery = Discovery(fleet);
        var first = discovery.RefreshAsync(fleet, TimeSpan.FromSeconds(2), default);
        var second = discovery.RefreshAsync(fleet.AsMemory(0, 1), TimeSpan.FromSeconds(2), default);
        gate.SetResult(Answer("""{"models":[{"name":"a"}]}"""));
        Assert.Equal((ModelRefresh.Succeeded, ModelRefresh.Succeeded), (await first, await second));
        Assert.Equal(1, _lists.Asked.Count(url => url == Url(0)));
        Assert.True(_registry.Current.Named.ContainsKey("a"));
    }

    [Fact]
    public async Task A_refresh_gives_up_after_its_limit_and_the_late_list_still_counts()
    {
        var fleet = Fleet(1);
        var gate = new TaskCompletionSource<ModelListAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _lists.Answer(Url(0), _ => gate.Task);
        var refresh = Discovery(fleet).RefreshAsync(fleet, TimeSpan.FromSeconds(2), default);
        await Until(() => _time.Advance(TimeSpan.FromSeconds(2)), () => refresh.IsCompleted);
        Assert.Equal(ModelRefresh.Failed, await refresh);
        gate.SetResult(Answer("""{"models":[{"name":"late"}]}"""));
        await Until(() => { }, () => _registry.Current.HasData);
    }

    [Fact]
    public async Task Stale_lists_are_swept_at_the_cleanup_interval()
    {
        var fleet = Fleet(1);
        _lists.Answer(Url(0), """{"models":[{"name":"a"}]}""");
        var discovery = Discovery(fleet);
        await discovery.DiscoverAllAsync(default);
        fleet[0].State.Status = EndpointStatus.Offline;
        using var stop = new CancellationTokenSource();
        var options = new ModelRegistryOptions { StaleThreshold = TimeSpan.FromMinutes(15), CleanupInterval = TimeSpan.FromMinutes(10) };
        var sweeping = discovery.SweepAsync(() => options, stop.Token);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.True(_registry.Current.HasData);
        await Until(() => _time.Advance(TimeSpan.FromMinutes(10)), () => !_registry.Current.HasData);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sweeping);
    }

    private ModelDiscovery Discovery(Endpoint[] fleet, ModelDiscoveryOptions? options = null) => new(
        new EndpointRegistry([.. fleet]), new ModelListReader(ProviderCatalog.BuiltIn, _lists), _registry, options ?? new ModelDiscoveryOptions(), _time,
        NullLogger<ModelDiscovery>.Instance);

    private static Endpoint[] Fleet(int count) => [.. Enumerable.Range(0, count).Select(index =>
        new Endpoint(new EndpointOptions { Name = $"e{index}", Url = new Uri($"http://e{index}.test"), Type = "ollama" }, index)
        {
            State = new EndpointState { Status = EndpointStatus.Healthy },
        })];

    private static string Url(int index) => $"http://e{index}.test/api/tags";

    private static ModelListAnswer Answer(string body) => new(200, System.Text.Encoding.UTF8.GetBytes(body), null, []);

    /// <summary>Acts and lets continuations run, again and again, until a condition holds.</summary>
    private static async Task Until(Action act, Func<bool> reached)
    {
        for (var turn = 0; turn < 1_000_000 && !reached(); turn++)
        {
            act();
            await Task.Yield();
        }

        Assert.True(reached());
    }

    /// <summary>Time that tells whether anybody waits for it.</summary>
    private sealed class TimerCountingTime : FakeTimeProvider
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _ = Interlocked.Increment(ref _timers);
            return timer;
        }
    }
}
