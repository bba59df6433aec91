using System.IO.Compression;
using System.Net;
using System.Text;
using Olla.Configuration;
using Olla.Proxy.Hosting;
using Olla.Proxy.Http.Dashboard;

namespace Olla.Proxy.Tests.Http.Dashboard;

public sealed class DashboardServingTests
{
    private const int LargestWhole = 300_000;

    [Theory]
    [InlineData("GET", "/internal/ui", 307, null)]
    [InlineData("GET", "/internal/ui/", 200, "no-cache")]
    [InlineData("GET", "/internal/ui/endpoints", 200, "no-cache")]
    [InlineData("GET", "/internal/ui/some/deep/place", 200, "no-cache")]
    [InlineData("GET", "/internal/ui/app.js", 200, "public, max-age=3600")]
    [InlineData("HEAD", "/internal/ui/app.css", 200, "public, max-age=3600")]
    [InlineData("GET", "/internal/ui/missing.js", 404, null)]
    [InlineData("GET", "/internal/ui/assets/missing", 404, null)]
    [InlineData("POST", "/internal/ui/", 405, null)]
    [InlineData("DELETE", "/internal/ui/feed", 405, null)]
    public async Task Every_answer_has_its_status_its_lifetime_and_the_security_headers(string method, string path, int status, string? lifetime)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        using var response = await proxy.SendAsync(new HttpMethod(method), path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(lifetime, response.Headers.TryGetValues("Cache-Control", out var values) ? values.Single() : null);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Equal(
            ["base-uri 'none'", "connect-src 'self'", "default-src 'self'", "font-src 'self'", "form-action 'none'", "frame-ancestors 'none'", "img-src 'self' data:", "script-src 'self'", "style-src 'self' 'unsafe-inline'"],
            policy.Split("; ").Order(StringComparer.Ordinal));
        Assert.Equal(status == 405, response.Content.Headers.Allow.SequenceEqual(["GET", "HEAD"]));
        Assert.Equal(status == 307 ? "/internal/ui/" : null, response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData(EngineKind.Sherpa)]
    [InlineData(EngineKind.Olla)]
    public async Task A_build_without_the_dashboards_files_says_so_and_serves_all_else(EngineKind engine)
    {
        var environment = new ProxyEnvironment { Loggers = new RecordingLoggers(), Seed = 1, DashboardAssets = new DashboardAssets(new Dictionary<string, byte[]>()) };
        await using var proxy = await ProxyServer.StartAsync(ProxyFixture.OptionsFor(engine, []), new ListenAddress("127.0.0.1", 0), environment, CancellationToken.None);
        using var client = new HttpClient { BaseAddress = new Uri(proxy.Addresses[0]) };

        using var page = await client.GetAsync(new Uri("/internal/ui/", UriKind.Relative));
        using var health = await client.GetAsync(new Uri("/internal/health", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("missing from this build", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task A_host_that_is_not_accepted_is_refused_everywhere_below_it_with_the_security_headers()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        foreach (var path in new[] { "/internal/ui", "/internal/ui/", "/internal/ui/app.js", "/internal/ui/feed" })
        {
            using var response = await proxy.SendAsync(HttpMethod.Get, path, null, ("Host", "evil.example"), ("X-Forwarded-Host", "localhost"));

            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            Assert.Contains("host not accepted (ip=127.0.0.1 host=evil.example)", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.True(response.Headers.Contains("Content-Security-Policy"));
        }
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_is_refused_whatever_a_header_says()
    {
        await using var proxy = await ProxyFixture.StartAsync(
            EngineKind.Olla, [], options => options with { Dashboard = new DashboardOptions { AllowedCidrs = [IPNetwork.Parse("10.0.0.0/8")] } });
        using var response = await proxy.SendAsync(HttpMethod.Get, "/internal/ui/", null, ("X-Forwarded-For", "10.0.0.1"), ("X-Real-IP", "10.0.0.1"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("ip not in allowed range (ip=127.0.0.1", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switched_off_it_is_not_there()
    {
        await using var proxy = await ProxyFixture.StartAsync(
            EngineKind.Olla, [], options => options with { Dashboard = new DashboardOptions { Enabled = false } });
        foreach (var path in new[] { "/internal/ui", "/internal/ui/", "/internal/ui/feed" })
        {
            using var response = await proxy.SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task Files_are_validated_by_strong_tags_sent_with_gzip_and_in_ranges()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        const string Path = "/internal/ui/app.css";
        using var whole = await proxy.SendAsync(HttpMethod.Get, Path);
        var body = await whole.Content.ReadAsByteArrayAsync();
        var tag = whole.Headers.ETag!;
        using var again = await proxy.SendAsync(HttpMethod.Get, Path, null, ("If-None-Match", tag.ToString()));
        using var since = await proxy.SendAsync(HttpMethod.Get, Path, null, ("If-Modified-Since", whole.Content.Headers.LastModified!.Value.ToString("R")));
        using var packed = await proxy.SendAsync(HttpMethod.Get, Path, null, ("Accept-Encoding", "gzip"));
        using var part = await proxy.SendAsync(HttpMethod.Get, Path, null, ("Range", "bytes=10-19"));
        using var tail = await proxy.SendAsync(HttpMethod.Get, Path, null, ("Range", "bytes=-5"));
        using var beyond = await proxy.SendAsync(HttpMethod.Get, Path, null, ("Range", $"bytes={body.Length}-"));

        Assert.False(tag.IsWeak);
        Assert.Matches("^\"[0-9a-f]{32}\"$", tag.Tag);
        Assert.Equal("text/css; charset=utf-8", whole.Content.Headers.ContentType!.ToString());
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.NotModified), (again.StatusCode, since.StatusCode));
        Assert.Equal("gzip", packed.Content.Headers.ContentEncoding.Single());
        Assert.NotEqual(tag.Tag, packed.Headers.ETag!.Tag);
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await unpacked.CopyToAsync(plain);
        Assert.Equal(body, plain.ToArray());
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal($"bytes 10-19/{body.Length}", part.Content.Headers.ContentRange!.ToString());
        Assert.Equal(body[10..20], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal(body[^5..], await tail.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
    }

    [Fact]
    public async Task The_page_refers_to_files_whose_names_change_with_their_content_and_to_nothing_else()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        var page = await proxy.GetAsync("/internal/ui/");
        var names = System.Text.RegularExpressions.Regex.Matches(page, "\"/internal/ui/([^\"]+)\"").Select(match => match.Groups[1].Value).ToArray();

        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.Contains(names, name => name.StartsWith("app.", StringComparison.Ordinal) && name.EndsWith(".js", StringComparison.Ordinal));
        foreach (var name in names)
        {
            using var file = await proxy.SendAsync(HttpMethod.Get, "/internal/ui/" + name);
            Assert.Equal("public, max-age=31536000, immutable", file.Headers.CacheControl!.ToString());
        }
    }

    [Fact]
    public void All_files_together_stay_small_and_every_import_is_there()
    {
        var assets = DashboardAssets.Embedded();
        Assert.InRange(assets.All.Where(asset => !asset.IsHashed).Sum(asset => asset.Body.Length), 1, LargestWhole);
        foreach (var script in assets.All.Where(asset => asset.Name.EndsWith(".js", StringComparison.Ordinal)))
        {
            foreach (System.Text.RegularExpressions.Match import in System.Text.RegularExpressions.Regex.Matches(Encoding.UTF8.GetString(script.Body), "from \"\\./([^\"]+)\""))
            {
                Assert.True(assets.Find(import.Groups[1].Value) is { IsHashed: true }, $"{script.Name} imports {import.Groups[1].Value}");
            }
        }
    }
}
