using System.Runtime.InteropServices;
using System.Text.Json;

namespace Olla.Proxy.Http.Status;

/// <summary><c>/version</c>: the build and what it can do.</summary>
internal sealed class VersionPage(ProductInfo product)
{
    private static readonly string[] Capabilities =
    [
        "load_balancing", "health_checking", "rate_limiting", "model_unification", "endpoint_discovery", "message_translation",
        "translation_anthropic", "passthrough_anthropic",
    ];

    private static readonly string[] Experimental = ["translation_anthropic", "passthrough_anthropic"];

    private static readonly string[] Backends =
    [
        "ollama", "lemonade", "litellm", "llamacpp", "lmdeploy", "lm_studio", "omlx", "sglang", "vllm", "vllm-mlx", "openai_compatible",
        "docker-model-runner",
    ];

    private readonly byte[] _body = JsonBody.Bytes(json => Write(json, product));

    public Task HandleAsync(RequestScope scope) => JsonBody.WriteAsync(scope.Response, _body);

    /// <summary>The runtime, such as <c>net10.0.1</c>.</summary>
    public static string Runtime => "net" + Environment.Version;

    /// <summary>Such as <c>linux/x64</c>.</summary>
    public static string Platform
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
            return system + "/" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        }
    }

    private static void Write(Utf8JsonWriter json, ProductInfo product)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, ProductInfo.Name);
        json.WriteString("version"u8, product.Version);
        json.WriteString("edition"u8, ProductInfo.Edition);
        json.WriteString("description"u8, ProductInfo.Description);
        json.WriteStartObject("build"u8);
        json.WriteString("commit"u8, product.Commit);
        json.WriteString("date"u8, product.Date);
        json.WriteString("go_version"u8, Runtime);
        json.WriteString("platform"u8, Platform);
        json.WriteEndObject();
        WriteList(json, "capabilities"u8, Capabilities);
        WriteList(json, "capabilities_experimental"u8, Experimental);
        WriteList(json, "supported_backends"u8, Backends);
        json.WriteStartObject("api"u8);
        json.WriteString("version"u8, "v1"u8);
        json.WriteStartObject("endpoints"u8);
        json.WriteString("health"u8, "/internal/health"u8);
        json.WriteString("metrics"u8, "/internal/metrics"u8);
        json.WriteString("status"u8, "/internal/status"u8);
        json.WriteString("process"u8, "/internal/process"u8);
        json.WriteString("version"u8, "/version"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("links"u8);
        json.WriteString("homepage"u8, ProductInfo.Home);
        json.WriteString("documentation"u8, ProductInfo.Home + "/tree/main/docs");
        json.WriteString("releases"u8, ProductInfo.Home + "/releases");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, ReadOnlySpan<byte> name, string[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
