using System.Globalization;
using System.Text;

namespace Olla.Perf.Fleet;

/// <summary>
/// Writes the proxy's configuration for one candidate: what a measurement needs (no rate limits, quiet log), then the scenario's base,
/// then the candidate's own settings; the later ones win.
/// </summary>
internal static class ProxyConfigurationFile
{
    private static readonly Dictionary<string, string> _measured = new()
    {
        ["server.request_logging"] = "false",
        ["server.rate_limits.global_requests_per_minute"] = "0",
        ["server.rate_limits.per_ip_requests_per_minute"] = "0",
        ["logging.level"] = "error",
    };

    public static string Write(
        IReadOnlyDictionary<string, string> proxyBase, IReadOnlyDictionary<string, string> settings, IReadOnlyList<Backend> backends)
    {
        var root = new Section();
        foreach (var (key, value) in _measured.Concat(proxyBase).Concat(settings))
        {
            root.Set(key.Split('.'), value);
        }

        root.Set(["discovery", "type"], "static");
        root.Set(["discovery", "static", "endpoints"], "");
        var text = new StringBuilder();
        root.Write(text, 0, backends);
        return text.ToString();
    }

    private sealed class Section
    {
        private readonly SortedDictionary<string, object> _entries = new(StringComparer.Ordinal);

        public void Set(ReadOnlySpan<string> path, string value)
        {
            if (path.Length == 1)
            {
                _entries[path[0]] = value;
                return;
            }

            if (!_entries.TryGetValue(path[0], out var child) || child is not Section section)
            {
                _entries[path[0]] = section = new Section();
            }

            section.Set(path[1..], value);
        }

        public void Write(StringBuilder text, int depth, IReadOnlyList<Backend> backends)
        {
            foreach (var (key, value) in _entries)
            {
                text.Append(' ', depth * 2).Append(key).Append(':');
                if (value is Section section)
                {
                    text.Append('\n');
                    section.Write(text, depth + 1, backends);
                }
                else if (key == "endpoints" && depth == 2)
                {
                    text.Append('\n');
                    WriteEndpoints(text, backends);
                }
                else
                {
                    text.Append(' ').Append(value).Append('\n');
                }
            }
        }

        private static void WriteEndpoints(StringBuilder text, IReadOnlyList<Backend> backends)
        {
            foreach (var backend in backends)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"      - url: \"{backend.Address.ToString().TrimEnd('/')}\"\n        name: \"{backend.Name}\"\n        type: \"{backend.Type}\"\n        priority: 100\n");
            }
        }
    }
}
