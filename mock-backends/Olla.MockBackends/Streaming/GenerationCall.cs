using Olla.MockBackends.Model;

namespace Olla.MockBackends.Streaming;

/// <summary>What a request asks of the model, whatever its dialect.</summary>
internal sealed class GenerationCall
{
    /// <summary>Name of the model; empty if the request names none.</summary>
    public string Model { get; set; } = "";

    /// <summary>What <c>stream</c> says; null if it is absent.</summary>
    public bool? Stream { get; set; }

    /// <summary>Most tokens of the answer; 0 if the request sets no limit.</summary>
    public int MaximumTokens { get; set; }

    /// <summary>Whether <c>stream_options.include_usage</c> is true.</summary>
    public bool IncludeUsage { get; set; }

    /// <summary>Bytes of all message and prompt texts.</summary>
    public int PromptBytes { get; set; }

    /// <summary>Tokens of the prompt: one for every four bytes, the usual rule of thumb for English.</summary>
    public int PromptTokens => Math.Max(1, PromptBytes / 4);

    /// <summary>The prompt's blocks, if somebody asked for them.</summary>
    public PromptBlocks? Blocks { get; init; }

    /// <summary>Overrides from the <c>user</c> field: exactly so many tokens; null if absent.</summary>
    public int? Tokens { get; set; }

    /// <summary>Overrides from the <c>user</c> field: nanoseconds to the first token; null if absent.</summary>
    public double? TimeToFirstToken { get; set; }

    /// <summary>Overrides from the <c>user</c> field: nanoseconds between tokens; null if absent.</summary>
    public double? InterTokenTime { get; set; }

    /// <summary>Overrides from the <c>user</c> field: bytes by which every token's text is longer.</summary>
    public int Padding { get; set; }

    /// <summary>Overrides from the <c>user</c> field: what goes wrong with this very request; null if absent.</summary>
    public Fault? Fault { get; set; }
}
