namespace Olla.Proxy.Models.Discovery;

/// <summary>What a backend answered when asked for its models.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body of a 200; empty otherwise.</param>
/// <param name="Server">The <c>Server</c> header, or null.</param>
/// <param name="HeaderNames">Names of all response headers.</param>
internal sealed record ModelListAnswer(int Status, ReadOnlyMemory<byte> Body, string? Server, IReadOnlyCollection<string> HeaderNames);

/// <summary>Asks backends for their model lists.</summary>
internal interface IModelListClient
{
    /// <summary>One GET with the endpoint's headers and credentials.</summary>
    /// <exception cref="HttpRequestException">No answer, or one larger than the limit.</exception>
    Task<ModelListAnswer> GetAsync(Endpoint endpoint, Uri url, CancellationToken cancellation);
}
