using Olla.Configuration;
using Olla.Proxy.Engines.Headers;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines.Headers;

/// <summary>What crosses the proxy, as both engines put it on the wire.</summary>
public sealed class HeaderTests
{
    private static readonly string Token = ProductToken.Value;

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task The_backend_sees_what_it_may_see(string engine)
    {
        ReceivedMessage? seen = null;
        await using var backend = new ScriptedBackend(async connection =>
        {
            seen = await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        var endpoint = EngineHost.Describe(backend.Url, 0) with
        {
            Headers = [new HeaderOption("X-Team", "ours"), new HeaderOption("X-Fixed", "configured")],
            AuthHeader = new HeaderOption("Authorization", "Bearer of-the-endpoint"),
        };
        await using var host = await EngineHost.StartAsync(engine, new ProxyOptions(), TimeProvider.System, [endpoint]);

        _ = await host.RequestAsync(path: "/v1/x%2Fy?q=%20", fields:
            "Authorization: Bearer of-the-client\r\nCookie: a=b\r\nX-Api-Key: k\r\nX-Auth-Token: t\r\nProxy-Authorization: p\r\n"
            + "Keep-Alive: timeout=5\r\nTE: trailers\r\nUpgrade: h2c\r\n"
            + "X-Fixed: of-the-client\r\nVia: 1.0 fred\r\nX-Forwarded-For: 10.0.0.1\r\nX-Test-Model: Llama 3\r\nAccept: a\r\nAccept: b\r\n"
            + "X-Olla-Session-ID: s1\r\nX-Raw: caf\u00e9\r\n");

        Assert.NotNull(seen);
        Assert.Equal("POST /v1/x%2Fy?q=%20 HTTP/1.1", seen.FirstLine);
        Assert.Equal(backend.Url.Authority, seen.Header("Host"));
        Assert.Equal("Bearer of-the-endpoint", seen.Header("Authorization"));
        Assert.Equal("ours", seen.Header("X-Team"));
        Assert.Equal("configured", seen.Header("X-Fixed"));
        Assert.Equal("1.0 fred, 1.1 " + Token, seen.Header("Via"));
        Assert.Equal(Token, seen.Header("X-Proxied-By"));
        Assert.Equal("10.0.0.1, 127.0.0.1", seen.Header("X-Forwarded-For"));
        Assert.Equal("127.0.0.1", seen.Header("X-Real-IP"));
        Assert.Equal("http", seen.Header("X-Forwarded-Proto"));
        Assert.Equal("proxy.test", seen.Header("X-Forwarded-Host"));
        Assert.Equal("Llama 3", seen.Header("X-Model"));
        Assert.Equal("s1", seen.Header("X-Olla-Session-ID"));
        Assert.Equal("caf\u00e9", seen.Header("X-Raw"));
        Assert.Equal("a,b", string.Join(',', seen.Headers("Accept")).Replace(" ", "", StringComparison.Ordinal));
        foreach (var name in new[] { "Cookie", "X-Api-Key", "X-Auth-Token", "Proxy-Authorization", "Keep-Alive", "TE", "Upgrade" })
        {
            Assert.Null(seen.Header(name));
        }
    }

    /// <summary>Apart from Kestrel, which keeps only what it knows of a <c>Connection</c> field.</summary>
    [Fact]
    public void Names_listed_in_connection_are_dropped()
    {
        var client = new ClientRequestHead
        {
            Method = "GET",
            Scheme = "http",
            Fields = new Microsoft.AspNetCore.Http.HeaderDictionary
            {
                ["Connection"] = "keep-alive, X-Mine ,x-other",
                ["X-Mine"] = "1",
                ["X-Other"] = "2",
                ["X-Third"] = "3",
            },
        };
        var sink = new NameList([]);

        RequestHeaders.Build(client, new EndpointHeaders(EndpointOptions.BuiltIn), null, ref sink);

        Assert.Equal(["X-Third", "X-Proxied-By", "Via", "X-Forwarded-Proto"], sink.Names);
    }

    private readonly record struct NameList(List<string> Names) : IHeaderSink
    {
        public void Add(string name, string value) => Names.Add(name);
    }

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task The_client_sees_what_it_may_see(string engine)
    {
        await using var backend = ScriptedBackend.Answering(
            "HTTP/1.1 201 Made\r\nContent-Type: application/json\r\nContent-Length: 2\r\nServer: vllm\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
            + "Connection: X-Hop\r\nConnection: keep-alive, X-Late-Hop\r\nX-Hop: 1\r\nX-Late-Hop: 1\r\n"
            + "Keep-Alive: timeout=5\r\nSet-Cookie: a=b\r\nAuthorization: x\r\nX-Api-Key: y\r\n"
            + "X-Team: leaked\r\nX-Olla-Endpoint: forged\r\nX-Olla-Other: forged\r\nVia: 1.1 inner\r\nX-Two: 1\r\nX-Two: 2\r\nX-Raw: caf\u00e9\r\n\r\nok");
        var endpoint = EngineHost.Describe(backend.Url, 0) with
        {
            Name = "gpu a",
            ConfiguredType = "OpenAI",
            Headers = [new HeaderOption("X-Team", "ours")],
        };
        await using var host = await EngineHost.StartAsync(engine, new ProxyOptions(), TimeProvider.System, [endpoint]);

        var seen = await host.RequestAsync(fields: "X-Test-Model: llama\r\n");

        Assert.Equal(201, seen.Status);
        Assert.Equal("ok", seen.Body);
        Assert.Equal(Token, seen.Header("X-Served-By"));
        Assert.Equal("1.1 " + Token + ",1.1 inner", string.Join(',', seen.Headers("Via")).Replace(", ", ",", StringComparison.Ordinal));
        Assert.Equal("gpu a", seen.Header("X-Olla-Endpoint"));
        Assert.Equal("OpenAI", seen.Header("X-Olla-Backend-Type"));
        Assert.Equal("llama", seen.Header("X-Olla-Model"));
        Assert.Matches("^[0-9]+ms$", seen.Header("X-Olla-Response-Time"));
        Assert.Equal("vllm", seen.Header("Server"));
        Assert.Equal("Mon, 01 Jan 2024 00:00:00 GMT", seen.Header("Date"));
        Assert.Equal(["1", "2"], seen.Headers("X-Two"));
        Assert.Equal("caf\u00e9", seen.Header("X-Raw"));
        foreach (var name in new[] { "X-Hop", "X-Late-Hop", "Keep-Alive", "Set-Cookie", "Authorization", "X-Api-Key", "X-Team", "X-Olla-Other", "Connection" })
        {
            Assert.Null(seen.Header(name));
        }
    }

    [Theory]
    [InlineData("llama3:8b", "llama3:8b")]
    [InlineData("a\r\nX-Evil: 1", "a%0D%0AX-Evil: 1")]
    [InlineData("modèle", "mod%C3%A8le")]
    public void Text_out_of_a_body_cannot_end_a_header(string text, string expected) => Assert.Equal(expected, HeaderText.Safe(text));
}
