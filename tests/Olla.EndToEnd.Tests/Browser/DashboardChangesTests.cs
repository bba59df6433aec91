namespace Olla.EndToEnd.Tests.Browser;

/// <summary>What the dashboard shows while its fleet changes.</summary>
public sealed class DashboardChangesTests(Browser browser, DashboardFleet fleet) : IClassFixture<Browser>, IClassFixture<DashboardFleet>
{
    private const string Up = "document.querySelector('#strip dd')?.textContent";

    [BrowserFact]
    public async Task Changes_show_by_themselves_a_lost_proxy_is_said_and_the_page_comes_back_with_it()
    {
        await using var page = await browser.OpenAsync(fleet.Page);
        await page.UntilAsync($"{Up} === '2/2'");
        await page.UntilAsync("document.querySelector('main').innerText.includes('All 2 endpoints are up')");

        await fleet.AskAsync("qwen3-32b");
        await fleet.AskAsync("nobody-has-this");
        await page.UntilAsync("document.querySelector('main').innerText.includes('qwen3-32b') && document.querySelector('main').innerText.includes('rejected')");
        await fleet.Fickle.DisposeAsync();
        await page.UntilAsync($"{Up} === '1/2'");
        await page.UntilAsync("[...document.querySelectorAll('main tr')].some(row => row.innerText.includes('fickle') && row.innerText.includes('Offline'))");
        Assert.Empty(page.Complaints);
        Assert.All(page.Requested, url => Assert.Equal(fleet.Address.Authority, url.Authority));
        Assert.Single(page.Requested, url => url.AbsolutePath.EndsWith("/feed", StringComparison.Ordinal));

        await fleet.StopProxyAsync();
        await page.UntilAsync("document.getElementById('notice').innerText.includes('connection to the proxy is lost')");
        Assert.Equal("1/2", await page.Page.EvaluateAsync<string>(Up));
        await fleet.StartProxyAsync();
        await page.UntilAsync("document.getElementById('notice').innerText === '' && !document.body.classList.contains('stale')");
    }
}
