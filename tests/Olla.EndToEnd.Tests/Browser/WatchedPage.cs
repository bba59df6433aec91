using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using Olla.EndToEnd.Tests.Processes;

namespace Olla.EndToEnd.Tests.Browser;

/// <summary>A page whose console and requests are kept.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private static readonly string Axe = File.ReadAllText(Path.Combine(Repository.Clients, "node_modules", "axe-core", "axe.min.js"));

    /// <summary>Generous, since several test projects share two cores; nothing waits for it when all is well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IBrowserContext _context;

    internal WatchedPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.Request += (_, request) => Requested.Enqueue(new Uri(request.Url));
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, and exceptions that nobody caught.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Everything the page asked for.</summary>
    public ConcurrentQueue<Uri> Requested { get; } = new();

    /// <summary>Waits until a script's expression holds in the page. Playwright's own wait evaluates text, which the page's content policy forbids.</summary>
    public async Task UntilAsync(string expression)
    {
        try
        {
            await Page.EvaluateAsync($"async () => {{ while (!({expression})) await new Promise(resolve => setTimeout(resolve, 50)); }}").WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"It never came true that {expression}; complaints: {string.Join(", ", Complaints)}; the page shows: {await Page.InnerTextAsync("body")}");
        }
    }

    /// <summary>What axe finds wrong with the page as it is now, one line each; the page's content policy stays in force.</summary>
    public async Task<IReadOnlyList<string>> AccessibilityProblemsAsync()
    {
        await Page.EvaluateAsync(Axe);
        var found = await Page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations"
            + ".map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' | ')}`)");
        return [.. found.EnumerateArray().Select(line => line.GetString()!)];
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
