using System.Net;
using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Routing;
using Olla.Proxy.Routing.Sticky;

namespace Olla.Proxy.Tests.Routing.Sticky;

public sealed class StickySessionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StickySessionStore _store;
    private readonly Fleet _fleet = new Fleet().Add("x").Add("y").Add("z");

    public StickySessionTests() => _store = new StickySessionStore(_time);

    [Fact]
    public void A_session_stays_where_it_began()
    {
        var router = Router();
        Assert.Equal("x miss session_header s1", Serve(router, session: "s1"));
        Assert.Equal("y miss session_header s2", Serve(router, session: "s2"));
        Assert.Equal("x hit session_header s1", Serve(router, session: "s1"));
        Assert.Equal("y hit session_header s2", Serve(router, session: "s2"));
    }

    [Fact]
    public void The_model_is_part_of_the_session()
    {
        var router = Router();
        Assert.Equal("x miss session_header s", Serve(router, """{"model":"a"}""", session: "s"));
        Assert.Equal("y miss session_header s", Serve(router, """{"model":"b"}""", session: "s"));
        Assert.Equal("x hit session_header s", Serve(router, """{"model":"A"}""", session: "s"));
    }

    [Theory]
    [InlineData("session", "body", "auth", "1.1.1.1", "session_header session")]
    [InlineData(null, """{"messages":[1]}""", "auth", "1.1.1.1", "prefix_hash")]
    [InlineData(" ", """{"messages":[],"prompt":"p"}""", "auth", "1.1.1.1", "prefix_hash")]
    [InlineData(null, """{"messages":null}""", "auth", "1.1.1.1", "auth_header")]
    [InlineData(null, null, null, "1.1.1.1", "ip")]
    public void The_first_source_that_has_something_gives_the_key(string? session, string? body, string? authorization, string peer, string source)
    {
        var router = Router(new StickySessionOptions
        {
            KeySources = [StickyKeySource.SessionHeader, StickyKeySource.PrefixHash, StickyKeySource.AuthHeader, StickyKeySource.Ip],
        });
        Assert.Equal("x miss " + source, Serve(router, body, session, authorization, peer));
        Assert.Equal("x hit " + source, Serve(router, body, session, authorization, peer));
    }

    [Fact]
    public void Without_a_key_the_strategy_alone_chooses()
    {
        var router = Router();
        Assert.Equal("x disabled", Serve(router, peer: "1.1.1.1"));
        Assert.Equal("y disabled", Serve(router, peer: "1.1.1.1"));
        Assert.Equal(0, _store.Statistics().ActiveSessions);
    }

    [Fact]
    public void A_conversation_that_grows_keeps_its_prefix_and_its_endpoint()
    {
        var router = Router(new StickySessionOptions { PrefixHashBytes = 30 });
        const string first = """[{"role":"user","content":"hello there"}""";
        Assert.Equal("x miss prefix_hash", Serve(router, $$"""{"messages":{{first}}],"model":"m"}"""));
        Assert.Equal("x hit prefix_hash", Serve(router, $$"""{"model":"m","stream":true,"messages":{{first}},{"role":"assistant"}]}"""));
        Assert.Equal("y miss prefix_hash", Serve(router, """{"model":"m","messages":[{"role":"user","content":"other"}]}"""));
    }

    [Fact]
    public void Mapped_and_plain_addresses_of_one_peer_are_one_session()
    {
        var router = Router(new StickySessionOptions { KeySources = [StickyKeySource.Ip] });
        Assert.Equal("x miss ip", Serve(router, peer: "10.0.0.1"));
        Assert.Equal("x hit ip", Serve(router, peer: "::ffff:10.0.0.1"));
        Assert.Equal("y miss ip", Serve(router, peer: "10.0.0.2"));
    }

    [Fact]
    public void A_session_whose_endpoint_is_gone_moves_and_stays_there()
    {
        var router = Router();
        Serve(router, session: "s");
        _fleet.Endpoints[0].State.Status = EndpointStatus.Offline;
        Assert.Equal("z repin session_header s", Serve(router, session: "s"));
        _fleet.Endpoints[0].State.Status = EndpointStatus.Healthy;
        Assert.Equal("z hit session_header s", Serve(router, session: "s"));
        Assert.Equal((1, 1L, 2L, 1L), (_store.Statistics().ActiveSessions, _store.Statistics().Insertions, _store.Statistics().Hits, _store.Statistics().Misses));
    }

    [Fact]
    public void The_next_attempt_of_a_failed_request_is_a_repin()
    {
        var outcome = Route(Router(), session: "s");
        Assert.Equal("x", outcome.Balancer.SelectAndReserve(outcome.Candidates.Span)!.Name);
        Assert.Equal("z", outcome.Balancer.SelectAndReserve(outcome.Candidates.Span[1..])!.Name);
        Assert.Equal("repin session_header s", Headers(outcome));
    }

    [Fact]
    public void Use_renews_the_time_and_idleness_ends_it()
    {
        var router = Router(new StickySessionOptions { IdleTtlSeconds = 60 });
        Serve(router, session: "s");
        for (var turn = 0; turn < 3; turn++)
        {
            _time.Advance(TimeSpan.FromSeconds(59));
            Assert.Equal("x hit session_header s", Serve(router, session: "s"));
        }

        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(0, _store.Statistics().ActiveSessions);
        Assert.EndsWith("miss session_header s", Serve(router, session: "s"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lifetime_of_zero_never_ends()
    {
        var router = Router(new StickySessionOptions { IdleTtlSeconds = 0 });
        Serve(router, session: "s");
        _time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal("x hit session_header s", Serve(router, session: "s"));
    }

    [Fact]
    public void The_least_recently_used_session_makes_room()
    {
        var router = Router(new StickySessionOptions { MaxSessions = 2 });
        Serve(router, session: "a");
        Serve(router, session: "b");
        Serve(router, session: "a");
        Serve(router, session: "c");
        Assert.EndsWith("hit session_header a", Serve(router, session: "a"), StringComparison.Ordinal);
        Assert.EndsWith("miss session_header b", Serve(router, session: "b"), StringComparison.Ordinal);
        Assert.Equal((2, 4L, 2L), (_store.Statistics().ActiveSessions, _store.Statistics().Insertions, _store.Statistics().Evictions));
    }

    [Fact]
    public void A_purge_forgets_the_sessions_of_endpoints_that_went_down_and_no_others()
    {
        var router = Router();
        Serve(router, session: "a");
        Serve(router, session: "b");
        _fleet.Endpoints[0].State.Status = EndpointStatus.Offline;
        _store.Purge();
        Assert.Equal(1, _store.Statistics().ActiveSessions);
        Assert.EndsWith("miss session_header a", Serve(router, session: "a"), StringComparison.Ordinal);
        Assert.Equal("y hit session_header b", Serve(router, session: "b"));
    }

    [Fact]
    public void A_reload_keeps_sessions_and_applies_the_new_capacity()
    {
        var router = Router();
        for (var session = 0; session < 10; session++)
        {
            Serve(router, session: $"s{session}");
        }

        router.Policy = router.Policy with { Sticky = new StickySessions(new StickySessionOptions { MaxSessions = 3 }, _store) };
        Assert.Equal(3, _store.Statistics().ActiveSessions);
        Assert.EndsWith("hit session_header s9", Serve(router, session: "s9"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_says_what_is_wrapped() => Assert.Equal("sticky(turns)", Route(Router()).Balancer.Name);

    [Fact]
    public void Many_threads_keep_the_store_within_its_bounds_and_sessions_on_one_endpoint()
    {
        var router = Router(new StickySessionOptions { MaxSessions = 50 });
        Parallel.For(0, 8, worker =>
        {
            for (var turn = 0; turn < 2000; turn++)
            {
                Serve(router, session: $"w{worker}-{turn % 20}");
                if (turn % 500 == 0)
                {
                    _store.Purge();
                }
            }
        });
        var statistics = _store.Statistics();
        Assert.Equal(50, statistics.ActiveSessions);
        Assert.Equal(statistics.Insertions, statistics.ActiveSessions + statistics.Evictions);
        Assert.Equal(16_000, statistics.Hits + statistics.Misses);
    }

    private RequestRouter Router(StickySessionOptions? options = null)
    {
        var router = _fleet.Router();
        router.Policy = router.Policy with { Balancer = new Turns(), Sticky = new StickySessions(options ?? new StickySessionOptions(), _store) };
        return router;
    }

    private static RoutingOutcome Route(RequestRouter router, string? body = null, string? session = null, string? authorization = null, string? peer = null)
    {
        var request = Fleet.RequestFor(body) with { SessionId = session, Authorization = authorization, Peer = peer is null ? null : IPAddress.Parse(peer) };
        return router.RouteAsync(request, default).AsTask().GetAwaiter().GetResult();
    }

    private static string Serve(RequestRouter router, string? body = null, string? session = null, string? authorization = null, string? peer = null)
    {
        var outcome = Route(router, body, session, authorization, peer);
        var endpoint = outcome.Balancer.SelectAndReserve(outcome.Candidates.Span)!;
        endpoint.State.Release();
        return $"{endpoint.Name} {Headers(outcome)}";
    }

    private static string Headers(RoutingOutcome outcome)
    {
        var headers = new List<KeyValuePair<string, string>>();
        outcome.SelectionHeaders!.AppendTo(headers);
        string[] names = ["X-Olla-Sticky-Session", "X-Olla-Sticky-Key-Source", "X-Olla-Session-ID"];
        Assert.Equal(names.Take(headers.Count), headers.Select(header => header.Key));
        return string.Join(' ', headers.Select(header => header.Value));
    }

    /// <summary>Takes candidates in turn.</summary>
    private sealed class Turns : Olla.Proxy.Balancing.IBalancer
    {
        private int _next = -1;

        public string Name => "turns";

        public Endpoint? SelectAndReserve(ReadOnlySpan<Endpoint> candidates)
        {
            if (candidates.IsEmpty)
            {
                return null;
            }

            var choice = candidates[(int)((uint)Interlocked.Increment(ref _next) % candidates.Length)];
            choice.State.Reserve();
            return choice;
        }
    }
}
