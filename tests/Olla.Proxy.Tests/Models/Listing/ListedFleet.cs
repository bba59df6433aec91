using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models;
using Olla.Proxy.Models.Listing;
using Olla.Proxy.Models.Parsing;
using Olla.Proxy.Models.Unification;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Tests.Models.Listing;

/// <summary>Three backends of different kinds: a shared model, a vision model that is loaded, and one that only a dead endpoint has.</summary>
internal sealed class ListedFleet
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 4, 5, 6, TimeSpan.Zero);

    public ListedFleet()
    {
        Fleet = [At(0, "gpu-a", "ollama"), At(1, "studio", "lm-studio"), At(2, "farm", "vllm"), At(3, "dead", "ollama")];
        Fleet[3].State.Status = EndpointStatus.Offline;
        Registry = new ModelRegistry(ModelRulesSource.BuiltIn, new FakeTimeProvider(Now));
        Registry.Register(Fleet[0], "ollama",
        [
            new DiscoveredModel { Name = "qwen3:8b", Size = 5_225_388_164, Digest = "500a1f067a9f", ParameterSize = "8.2B", Quantization = "Q4_K_M", Family = "qwen3", Format = "gguf" },
        ]);
        Registry.Register(Fleet[1], "lm-studio",
        [
            new DiscoveredModel { Name = "qwen2-vl", Type = "vlm", Publisher = "community", Family = "qwen2vl", Quantization = "Q8_0", State = "loaded", MaxContextLength = 32_768 },
        ]);
        Registry.Register(Fleet[2], "vllm", [new DiscoveredModel { Name = "meta/llama-3-70b", Type = "vllm", MaxContextLength = 8192 }, new DiscoveredModel { Name = "Qwen3:8B", Type = "vllm", MaxContextLength = 40_960 }]);
        Registry.Register(Fleet[3], "ollama", [new DiscoveredModel { Name = "ghost:1b", Size = 9, Family = "ghost" }]);
        Listing = new ModelListing(new EndpointRegistry([.. Fleet]), Registry, ProviderCatalog.BuiltIn);
    }

    public Endpoint[] Fleet { get; }
    public ModelRegistry Registry { get; }
    public ModelListing Listing { get; }

    public static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Endpoint At(int index, string name, string type) => new(new EndpointOptions { Name = name, Url = new Uri($"http://{name}.test"), Type = type }, index)
    {
        State = new EndpointState { Status = EndpointStatus.Healthy },
    };
}
