namespace Olla.EndToEnd.Tests.Processes;

/// <summary>Starts the project's own programs the way a user does.</summary>
internal static class OllaProcesses
{
    public static async Task<(RunningProcess Process, Uri Address)> StartMockAsync(params string[] arguments)
    {
        var mock = RunningProcess.StartDotnet(Repository.OllaMockDll, ["--port", "0", .. arguments]);
        return (mock, await mock.WaitForAddressAsync());
    }

    /// <summary>The proxy of this build, or the file that <c>OLLA_BINARY</c> names, such as the native one.</summary>
    public static async Task<(RunningProcess Process, Uri Address)> StartProxyAsync(string configurationFile)
    {
        string[] arguments = ["-c", configurationFile, "--listen", "127.0.0.1:0"];
        var proxy = Environment.GetEnvironmentVariable("OLLA_BINARY") is { Length: > 0 } binary
            ? RunningProcess.Start(binary, arguments)
            : RunningProcess.StartDotnet(Repository.OllaDll, arguments);
        return (proxy, await proxy.WaitForAddressAsync());
    }

    /// <summary>A small configuration over the given backends; its probes are patient, since test machines are busy.</summary>
    public static string Configuration(string engine, params (string Name, string Type, Uri Url)[] backends)
    {
        var endpoints = backends.Select(backend =>
            $"      - {{ url: \"{backend.Url.GetLeftPart(UriPartial.Authority)}\", name: {backend.Name}, type: {backend.Type}, check_interval: 60s, check_timeout: 30s }}");
        return $"""
            server:
              rate_limits: {"{"} per_ip_requests_per_minute: 0, global_requests_per_minute: 0 {"}"}
            proxy:
              engine: {engine}
            discovery:
              static:
                endpoints:
            {string.Join('\n', endpoints)}
            """;
    }
}
