using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Olla.MockBackends.Streaming;

/// <summary>What WireMock.Net decided about a request that is answered by generation.</summary>
/// <param name="Section">The mapping's <c>llm</c> section as text.</param>
/// <param name="Template">The answer's text and fixed parts.</param>
/// <param name="Status">The status code.</param>
/// <param name="Headers">The response headers.</param>
internal sealed record Decision(string Section, AnswerTemplate Template, int Status, IReadOnlyList<KeyValuePair<string, StringValues>> Headers)
{
    /// <summary>Puts status and headers on a response.</summary>
    public void Apply(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }
    }
}
