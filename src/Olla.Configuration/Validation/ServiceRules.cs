using Olla.Configuration.Binding;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Values;

namespace Olla.Configuration.Validation;

/// <summary>Rules of the sections beside <c>server</c> and <c>discovery</c>.</summary>
internal static class ServiceRules
{
    private const string Networks = "dashboard.access_policy.allowed_cidrs";
    private const string Inspector = "translators.anthropic.inspector.";

    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Cookie", "Proxy-Authorization", "X-Api-Key", "X-Auth-Token",
    };

    // A buffer beyond this belongs to each active response and buys nothing.
    private const long HugeBuffer = 16 * 1024 * 1024;

    public static void Check(BindingContext context)
    {
        CheckProxy(context);
        CheckDashboard(context);
        CheckAnthropic(context);
    }

    private static void CheckProxy(BindingContext context)
    {
        if (context.Settings.Find("proxy.sticky_sessions.idle_ttl_seconds") is { Number: <= 0 } ttl)
        {
            context.Report(DiagnosticCodes.Suspicious, ttl, "sessions never expire", "1 or more");
        }

        if (context.Settings.Find("proxy.stream_buffer_size") is { Number: > HugeBuffer } buffer)
        {
            context.Report(DiagnosticCodes.Suspicious, buffer, "every active response takes a buffer of this size", "up to 16MB; 64KB is plenty");
        }
    }

    private static void CheckDashboard(BindingContext context)
    {
        var settings = context.Settings;
        if (settings.Find("dashboard.gate_internal_api") is { Value: true } gate)
        {
            context.Report(DiagnosticCodes.Suspicious, gate, "the internal API is not gated: this key has no effect", "false; protect /internal/ in front of the proxy");
        }

        if (!settings.Boolean("dashboard.enabled", absent: true) || settings.Items(Networks) is not { } items)
        {
            return;
        }

        if (items.Count == 0)
        {
            context.Diagnostics.Add(DiagnosticCodes.MissingValue, settings.SourceOf(Networks), Networks, "the dashboard is on and nobody may open it",
                "\"[]\"", "networks such as 127.0.0.0/8, or dashboard.enabled: false");
        }

        NetworkRules.ReportMalformed(context, Networks, items, DiagnosticCodes.OutOfRange, "not a network");
    }

    private static void CheckAnthropic(BindingContext context)
    {
        var settings = context.Settings;
        if (settings.Find("translators.anthropic.max_message_size") is { Number: 0 } size)
        {
            context.Report(DiagnosticCodes.Suspicious, size, "0 means the default of 10485760", "1 to 104857600");
        }

        if (settings.Find(Inspector + "enabled") is not { Value: true } enabled)
        {
            return;
        }

        context.Report(DiagnosticCodes.Suspicious, enabled, "request and response bodies are written to disk", "false, outside development");
        // The default counts too: it may resolve into a system folder when the process runs there.
        var folder = ServiceBinder.Anthropic(settings).Inspector.OutputDirectory;
        if (SystemFolders.Holding(folder, context.Request.WorkingDirectory) is { } system)
        {
            var source = settings.Find(Inspector + "output_dir")?.Source ?? enabled.Source;
            context.Diagnostics.Add(DiagnosticCodes.NotAllowed, source, Inspector + "output_dir", $"bodies cannot be written below the system folder {system}",
                ShownValue.Of(folder), "a folder of your own, such as logs/inspector");
        }

        if (settings.Find(Inspector + "session_header") is not { Text.Length: > 0 } header)
        {
            return;
        }

        var problem = !HeaderText.IsName(header.Text) ? "not a header name"
            : Credentials.Contains(header.Text) ? "a header that holds a credential, which would become a file name"
            : null;
        if (problem is not null)
        {
            context.Report(DiagnosticCodes.NotAllowed, header, problem, "letters, digits and hyphens, such as X-Session-ID");
            settings.Reject(header.Path);
        }
    }
}
