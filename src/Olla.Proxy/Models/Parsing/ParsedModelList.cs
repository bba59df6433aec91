using System.Collections.Immutable;

namespace Olla.Proxy.Models.Parsing;

/// <summary>How a model list is built, as far as it can be recognised without knowing who sent it.</summary>
internal enum ModelListShape
{
    /// <summary>Neither of the known arrays.</summary>
    Unknown,
    /// <summary>An array <c>models</c>, as Ollama's.</summary>
    Models,
    /// <summary>An array <c>data</c>, as OpenAI's.</summary>
    Data,
    /// <summary>Both, as llama.cpp's.</summary>
    Both,
}

/// <summary>A model list that was read.</summary>
/// <param name="Models">In the backend's order, without entries that have no name.</param>
/// <param name="Shape">What was recognised.</param>
/// <param name="Owner">The <c>owned_by</c> that the first entry has, or null.</param>
/// <param name="TellsTypeAndState">Whether entries have LM Studio's <c>type</c> and <c>state</c>.</param>
internal sealed record ParsedModelList(ImmutableArray<DiscoveredModel> Models, ModelListShape Shape, string? Owner = null, bool TellsTypeAndState = false)
{
    /// <summary>What an empty answer means: no models, and no hint who answered.</summary>
    public static ParsedModelList Nothing { get; } = new([], ModelListShape.Unknown);
}
