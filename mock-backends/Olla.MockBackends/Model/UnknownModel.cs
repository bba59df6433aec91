using Olla.LlmApi;
using Olla.MockBackends.Streaming;

namespace Olla.MockBackends.Model;

/// <summary>
/// What a server says to a request for a model that it does not have: each has its own status and its own form. Servers that answer with the
/// model they have, whatever the request calls it (llama.cpp, SGLang), have none.
/// </summary>
/// <param name="Name">As <c>unknownModel</c> takes it.</param>
/// <param name="Status">The status code.</param>
/// <param name="Message">The words, for the model asked for and those that there are.</param>
/// <param name="Body">The answer around the words, in the dialect of the request.</param>
internal sealed record UnknownModel(string Name, int Status, Func<string, IReadOnlyList<string>, string> Message, Func<Dialect, string, string> Body)
{
    /// <summary>The choice of a server that answers all the same.</summary>
    public const string Answered = "answer";

    private const string Ollama = "ollama";

    private static readonly UnknownModel[] All =
    [
        new("openai", 404, (model, _) => $"The model `{model}` does not exist or you do not have access to it.", OpenAi("invalid_request_error", "null", "\"model_not_found\"")),
        new(Ollama, 404, (model, _) => $"model '{model}' not found", OllamaBody),
        new("lm-studio", 400, (model, known) => $"Invalid model identifier \"{model}\". Please specify a valid downloaded model (e.g., {string.Join(", ", known.Take(3))}).", OpenAi("invalid_request_error", "\"model\"", "\"model_not_found\"")),
        new("vllm", 404, (model, _) => $"The model `{model}` does not exist.", OpenAi("NotFoundError", "\"model\"", "404")),
        new("vllm-mlx", 404, (model, known) => $"The model '{model}' does not exist. Available model: '{known[0]}'", (_, message) => $"{{\"detail\":{AnswerWriter.Quote(message)}}}"),
        new("lmdeploy", 404, (model, _) => $"The model '{model}' does not exist.", (_, message) => $"{{\"message\":{AnswerWriter.Quote(message)},\"type\":\"invalid_request_error\",\"code\":404,\"param\":null,\"object\":\"error\"}}"),
        new("lemonade", 404, (model, known) => $"Model '{model}' was not found. Available models include: {string.Join(", ", known)}.", OpenAi("model_not_found", "\"model\"", "\"model_not_found\"")),
        new("litellm", 400, (model, _) => $"{{'error': '/chat/completions: Invalid model name passed in model={model}. Call `/v1/models` to view available models for your key.'}}", OpenAi("None", "\"None\"", "\"400\"")),
        new("docker-model-runner", 404, (_, _) => "model not found", (_, message) => message + "\n"),
        new("omlx", 404, (model, known) => $"Model '{model}' not found. Available models: {string.Join(", ", known)}", OpenAi("not_found_error", "null", "null")),
    ];

    /// <summary>Every choice.</summary>
    public static IReadOnlyList<string> Names { get; } = [Answered, .. All.Select(server => server.Name)];

    /// <summary>What the choice of this name says; null for a server that answers all the same.</summary>
    /// <exception cref="FormatException">There is none of this name.</exception>
    public static UnknownModel? Find(string name) =>
        name == Answered
            ? null
            : All.FirstOrDefault(server => server.Name == name)
                ?? throw new FormatException($"'{name}' is no server; allowed: {string.Join(", ", Names)}{Nearest.Hint(name, Names)}");

    /// <summary>Whether the server has a model; a request that names none gets the one there is.</summary>
    public bool Knows(string model, IReadOnlyList<string> known) => model.Length == 0 || known.Any(name => IsSame(name, model));

    /// <summary>Ollama's names have a tag, and mean the latest without one.</summary>
    private bool IsSame(string name, string model) =>
        Name == Ollama ? string.Equals(Tagged(name), Tagged(model), StringComparison.OrdinalIgnoreCase) : name == model;

    private static string Tagged(string name) => name.Contains(':', StringComparison.Ordinal) ? name : name + ":latest";

    private static string OllamaBody(Dialect dialect, string message) => dialect is Dialect.OllamaChat or Dialect.OllamaGenerate
        ? $"{{\"error\":{AnswerWriter.Quote(message)}}}"
        : OpenAi("not_found_error", "null", "null")(dialect, message);

    /// <summary>The error object of OpenAI, or Anthropic's where that is asked.</summary>
    private static Func<Dialect, string, string> OpenAi(string type, string parameter, string code) => (dialect, message) =>
        dialect == Dialect.AnthropicMessages
            ? $"{{\"type\":\"error\",\"error\":{{\"type\":\"{type}\",\"message\":{AnswerWriter.Quote(message)}}}}}"
            : $"{{\"error\":{{\"message\":{AnswerWriter.Quote(message)},\"type\":\"{type}\",\"param\":{parameter},\"code\":{code}}}}}";
}
