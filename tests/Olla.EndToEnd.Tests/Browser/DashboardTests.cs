using Microsoft.Playwright;

namespace Olla.EndToEnd.Tests.Browser;

/// <summary>The dashboard as a person meets it: in a browser.</summary>
public sealed class DashboardTests(Browser browser, DashboardFleet fleet) : IClassFixture<Browser>, IClassFixture<DashboardFleet>
{
    private const string Up = "document.querySelector('#strip dd')?.textContent";

    [BrowserFact]
    public async Task Every_page_passes_the_accessibility_checks_and_fits_at_phone_and_desktop_width_in_light_and_dark()
    {
        await fleet.AskAsync("small");
        await fleet.AskAsync("nobody-has-this");
        foreach (var (width, scheme) in new[] { (1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var page = await browser.OpenAsync(fleet.Page, width, 844, scheme);
            await page.UntilAsync($"{Up} === '2/2'");
            foreach (var view in new[] { "overview", "endpoints", "models", "requests", "configuration" })
            {
                await page.Page.EvaluateAsync($"location.hash = '{view}'");
                await page.UntilAsync($"document.querySelector('nav a[aria-current]')?.hash === '#{view}' && document.querySelector('main tbody tr')");
                Assert.Equal("", string.Join('\n', (await page.AccessibilityProblemsAsync()).Select(problem => $"{view} {width} {scheme}: {problem}")));
                Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{view} at {width} is too wide");
            }

            Assert.Empty(page.Complaints);
        }
    }

    [BrowserFact]
    public async Task The_keyboard_reaches_everything_and_never_gets_lost()
    {
        await using var page = await browser.OpenAsync(fleet.Page);
        await page.UntilAsync($"{Up} === '2/2'");
        var keyboard = page.Page.Keyboard;

        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        Assert.Equal("content", await page.Page.EvaluateAsync<string>("document.activeElement.id"));
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("ArrowLeft");
        Assert.Contains("4 s ago", await page.Page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-valuetext') ?? ''"), StringComparison.Ordinal);

        await page.Page.FocusAsync("nav a[href='#endpoints']");
        await keyboard.PressAsync("Enter");
        await page.UntilAsync("document.querySelector('h1')?.innerText === 'Endpoints'");
        await page.Page.FocusAsync("th button");
        await keyboard.PressAsync("Enter");
        Assert.Equal("ascending", await page.Page.EvaluateAsync<string>("document.activeElement.closest('th').getAttribute('aria-sort')"));
        await keyboard.PressAsync("Enter");
        Assert.Equal("descending", await page.Page.EvaluateAsync<string>("document.activeElement.closest('th').getAttribute('aria-sort')"));

        await page.Page.FocusAsync("td a[href^='#endpoints/ep-']");
        await keyboard.PressAsync("Enter");
        await page.UntilAsync("document.activeElement.tagName === 'H2'");
        await page.Page.FocusAsync("[data-theme-choice='dark']");
        await keyboard.PressAsync("Enter");
        Assert.Equal("dark", await page.Page.EvaluateAsync<string>("localStorage.getItem('olla-theme')"));
        Assert.Equal("true", await page.Page.GetAttributeAsync("[data-theme-choice='dark']", "aria-pressed"));
        Assert.Empty(page.Complaints);
    }

    [BrowserFact]
    public async Task Configuration_shows_what_is_in_force_and_where_it_was_written()
    {
        await using var page = await browser.OpenAsync(new Uri(fleet.Page, "#configuration"));
        await page.UntilAsync("[...document.querySelectorAll('main tr')].some(row => row.innerText.includes('proxy.engine') && /olla\\.yaml:\\d+:\\d+/.test(row.innerText))");

        await page.Page.FillAsync("#setting-filter", "least-connections");
        await page.UntilAsync("document.querySelectorAll('main tbody tr').length === 1");
        Assert.Contains("default", await page.Page.InnerTextAsync("main tbody tr"), StringComparison.Ordinal);
    }
}
