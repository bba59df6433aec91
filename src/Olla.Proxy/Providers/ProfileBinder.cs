using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Olla.Proxy.Providers.Metrics;

namespace Olla.Proxy.Providers;

/// <summary>Turns the YAML of a profile into its record. What the file does not name keeps the value of the profile it overrides.</summary>
internal static class ProfileBinder
{
    private static readonly FrozenDictionary<string, ModelListFormat> Formats = new Dictionary<string, ModelListFormat>
    {
        ["openai"] = ModelListFormat.OpenAi,
        ["ollama"] = ModelListFormat.Ollama,
        ["lmstudio"] = ModelListFormat.LmStudio,
        ["vllm"] = ModelListFormat.Vllm,
        ["vllm-mlx"] = ModelListFormat.VllmMlx,
        ["sglang"] = ModelListFormat.Sglang,
        ["llamacpp"] = ModelListFormat.LlamaCpp,
        ["lmdeploy"] = ModelListFormat.Lmdeploy,
        ["lemonade"] = ModelListFormat.Lemonade,
        ["docker-model-runner"] = ModelListFormat.DockerModelRunner,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Binds <paramref name="root"/> over <paramref name="basis"/>, the profile of the same name or an empty one.</summary>
    public static ProviderProfile Bind(YamlSection root, ProviderProfile basis)
    {
        root.Tolerate("name", "home", "features", "security", "deployment", "performance", "olla_integration", "path_indices", "resources");
        var routing = root.Section("routing");
        var request = root.Section("request").Tolerate("model_field_paths", "parsing_rules");
        var profile = basis with
        {
            Version = root.Text("version", basis.Version),
            DisplayName = root.Text("display_name", basis.DisplayName.Length > 0 ? basis.DisplayName : basis.Name),
            Description = root.Text("description", basis.Description),
            Prefixes = routing.TextList("prefixes", basis.Prefixes),
            Api = BindApi(root.Section("api"), basis.Api),
            ModelListFormat = request.Choice("response_format", Formats, basis.ModelListFormat),
            Characteristics = BindCharacteristics(root.Section("characteristics"), basis.Characteristics),
            Detection = BindDetection(root.Section("detection"), basis.Detection),
            Models = BindModels(root.Section("models"), basis.Models),
            Metrics = BindMetrics(root.Section("metrics"), basis.Metrics),
        };
        routing.ReportUnknown();
        request.ReportUnknown();
        root.ReportUnknown();
        return profile;
    }

    private static ProviderApi BindApi(YamlSection api, ProviderApi basis)
    {
        api.Tolerate("metrics_path", "stats_path", "props_path", "slots_path", "embeddings_path");
        var anthropic = api.Section("anthropic_support");
        var responses = api.Section("responses_support");
        var bound = basis with
        {
            OpenAiCompatible = api.Flag("openai_compatible", basis.OpenAiCompatible),
            StreamsEndWithDone = api.Flag("streams_end_with_done", basis.StreamsEndWithDone),
            Paths = api.TextList("paths", basis.Paths),
            ModelDiscoveryPath = api.Text("model_discovery_path", basis.ModelDiscoveryPath),
            HealthCheckPath = api.Text("health_check_path", basis.HealthCheckPath),
            Anthropic = new AnthropicSupport
            {
                Enabled = anthropic.Flag("enabled", basis.Anthropic.Enabled),
                MessagesPath = anthropic.Text("messages_path", basis.Anthropic.MessagesPath),
                TokenCount = anthropic.Flag("token_count", basis.Anthropic.TokenCount),
                MinimumVersion = anthropic.Text("min_version", basis.Anthropic.MinimumVersion),
                Limitations = anthropic.TextList("limitations", basis.Anthropic.Limitations),
            },
            Responses = new ResponsesSupport
            {
                Enabled = responses.Flag("enabled", basis.Responses.Enabled),
                Path = responses.Text("path", basis.Responses.Path),
            },
        };
        anthropic.ReportUnknown();
        responses.ReportUnknown();
        api.ReportUnknown();
        return bound;
    }

    private static ProviderCharacteristics BindCharacteristics(YamlSection section, ProviderCharacteristics basis)
    {
        section.Tolerate("auth", "single_model_server");
        var bound = new ProviderCharacteristics
        {
            Timeout = section.Duration("timeout", basis.Timeout),
            MaxConcurrentRequests = section.Number("max_concurrent_requests", basis.MaxConcurrentRequests),
            DefaultPriority = section.Number("default_priority", basis.DefaultPriority),
            StreamingSupport = section.Flag("streaming_support", basis.StreamingSupport),
        };
        section.ReportUnknown();
        return bound;
    }

    private static ProviderDetection BindDetection(YamlSection section, ProviderDetection basis)
    {
        section.Tolerate("user_agent_patterns", "response_patterns", "response_headers");
        var ports = section.TextList("default_ports", [.. basis.DefaultPorts.Select(port => port.ToString(CultureInfo.InvariantCulture))]);
        var bound = new ProviderDetection
        {
            ServerSignatures = section.TextList("server_signatures", basis.ServerSignatures),
            Headers = section.TextList("headers", basis.Headers),
            Owners = section.TextList("owners", basis.Owners),
            PathIndicators = section.TextList("path_indicators", basis.PathIndicators),
            DefaultPorts = [.. ports.Where(port => ushort.TryParse(port, out _)).Select(port => int.Parse(port, CultureInfo.InvariantCulture))],
        };
        if (bound.DefaultPorts.Length != ports.Length)
        {
            section.Report("default_ports", "CFG106", "not a list of ports; allowed: 1 to 65535");
        }

        section.ReportUnknown();
        return bound;
    }

    private static ProviderModelHints BindModels(YamlSection section, ProviderModelHints basis)
    {
        section.Tolerate("name_format", "provider_prefixes");
        var contexts = section.Sections("context_patterns");
        var bound = new ProviderModelHints
        {
            CapabilityPatterns = section.ListMap("capability_patterns", basis.CapabilityPatterns),
            ContextPatterns = contexts is null
                ? basis.ContextPatterns
                : [.. contexts.Select(item => new ContextPattern(item.Text("pattern", ""), item.Number("context", 0))).Where(item => item.Pattern.Length > 0)],
        };
        section.ReportUnknown();
        return bound;
    }

    private static ProviderMetricsExtraction BindMetrics(YamlSection section, ProviderMetricsExtraction basis)
    {
        var extraction = section.Section("extraction").Tolerate("source", "format", "headers");
        var bound = new ProviderMetricsExtraction
        {
            Enabled = extraction.Flag("enabled", basis.Enabled),
            Paths = extraction.TextMap("paths", basis.Paths),
            Calculations = extraction.TextMap("calculations", basis.Calculations),
        };
        _ = MetricsExtractor.Compile(bound, out var problems);
        foreach (var problem in problems)
        {
            extraction.Section(problem.Section).Report(problem.Key, "CFG105", problem.Message);
        }

        extraction.ReportUnknown();
        section.ReportUnknown();
        return bound;
    }
}
