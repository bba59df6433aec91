using System.Text;
using Olla.Perf.Tests.Load.Http;

namespace Olla.Perf.Tests.Load;

/// <summary>
/// Stands between a mock backend and the load client and mangles streams on purpose: it takes an answer apart to its events and lets a function say
/// which of them goes on, when, and in which chunk. It reads with HttpClient, so that nothing of what is tested tests itself.
/// </summary>
internal sealed class ManglingTap : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private readonly ScriptedServer _server;

    public ManglingTap(Uri backend, Mangling mangle) => _server = new ScriptedServer(async (_, request, write) =>
    {
        var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(backend, request.Split(' ', 3)[1]))
        {
            Content = new StringContent(request[(head + 4)..], Encoding.UTF8, "application/json"),
        };
        using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await write(StreamBuilder.Head);
        if (!await mangle(() => NextAsync(reader), text => write(StreamBuilder.Chunk(text))))
        {
            return false;
        }

        await write(StreamBuilder.LastChunk);
        return true;
    });

    /// <summary>Passes events on, or does something else to them.</summary>
    /// <param name="next">The next event with its empty line; null at the end.</param>
    /// <param name="write">Writes whole events as one chunk.</param>
    /// <returns>False cuts the connection instead of ending the body.</returns>
    public delegate Task<bool> Mangling(Func<Task<string?>> next, Func<string, Task> write);

    public Uri Address => _server.Address;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
    }

    private static async Task<string?> NextAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            text.Append(line).Append('\n');
            if (line.Length == 0)
            {
                return text.ToString();
            }
        }

        return null;
    }
}
