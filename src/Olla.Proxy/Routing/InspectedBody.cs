namespace Olla.Proxy.Routing;

/// <summary>What a look at a request's body found; the model's characters are in the buffer that the caller gave.</summary>
internal struct InspectedBody
{
    /// <summary>Characters of the trimmed, lower-cased model in the caller's buffer; zero when there is none or it is in <see cref="LongModel"/>.</summary>
    public int ModelLength;

    /// <summary>A model name too long for the buffer.</summary>
    public string? LongModel;

    /// <summary>Value of the top-level <c>stream</c>; null when absent or no boolean.</summary>
    public bool? Stream;

    /// <summary>Capabilities the request needs, among those asked about.</summary>
    public Capabilities Needs;

    /// <summary>Where the raw JSON of the top-level <c>messages</c> is; empty when absent, null or <c>[]</c>.</summary>
    public Range Messages;

    /// <summary>Where the raw JSON of the top-level <c>prompt</c> is; empty when absent or null.</summary>
    public Range Prompt;

    /// <summary>The model, if there is one, in the buffer that the inspection filled.</summary>
    public readonly ReadOnlySpan<char> ModelIn(ReadOnlySpan<char> buffer) => LongModel is not null ? LongModel : buffer[..ModelLength];

    public readonly bool HasModel => ModelLength > 0 || LongModel is not null;
}
