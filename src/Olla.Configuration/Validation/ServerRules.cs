using Olla.Configuration.Binding;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Values;

namespace Olla.Configuration.Validation;

/// <summary>Rules of the section <c>server</c> that look at more than one value, or warn about a legal one.</summary>
internal static class ServerRules
{
    private const string Origins = "server.cors.allowed_origins";
    private const string Credentials = "server.cors.allow_credentials";
    private const string HeaderSize = "server.request_limits.max_header_size";
    private const string TrustedNetworks = "server.rate_limits.trusted_proxy_cidrs";

    /// <summary>The least header block a request needs room for, in bytes.</summary>
    public const long SmallestHeaderSize = 4096;

    public static void Check(BindingContext context)
    {
        CheckCors(context);
        CheckTrustedNetworks(context);
        var settings = context.Settings;
        if (settings.Find("server.write_timeout") is { Number: > 0 } writeTimeout)
        {
            context.Report(DiagnosticCodes.Suspicious, writeTimeout, "a limit on the whole response cuts streams that take longer", "0s, for streaming");
        }

        if (settings.Find("server.rate_limits.burst_size") is { Number: 0 } burst)
        {
            context.Report(DiagnosticCodes.Suspicious, burst, "a burst of 0 rejects every request that a rate limit applies to", "1 or more");
        }

        if (settings.Find(HeaderSize) is { Number: < SmallestHeaderSize } headerSize)
        {
            var used = headerSize.Number <= 0 ? "1048576" : "4096";
            context.Report(DiagnosticCodes.Suspicious, headerSize, $"too small, using {used}", "4096 or more");
        }
    }

    private static void CheckCors(BindingContext context)
    {
        var settings = context.Settings;
        if (!settings.Boolean("server.cors.enabled", absent: false))
        {
            return;
        }

        var origins = settings.Texts(Origins, new CorsOptions().AllowedOrigins);
        if (origins.Count == 0)
        {
            context.Diagnostics.Add(DiagnosticCodes.MissingValue, settings.SourceOf(Origins), Origins, "CORS is on and no origin may call",
                "\"[]\"", "at least one origin, such as [\"https://app.example\"]");
        }

        if (settings.Find(Credentials) is { Value: true } credentials && origins.Contains("*"))
        {
            context.Diagnostics.Add(DiagnosticCodes.Conflict, credentials.Source, Credentials,
                $"credentials cannot go with the origin \"*\" of {settings.Place(Origins)}", "\"true\"", "false, or origins by name");
        }
    }

    // A list that cannot be used as a whole gives way to the default list: trusting half of it would be a surprise either way.
    private static void CheckTrustedNetworks(BindingContext context)
    {
        var settings = context.Settings;
        if (settings.Items(TrustedNetworks) is not { } items)
        {
            return;
        }

        if (items.Count == 0)
        {
            context.Diagnostics.Add(DiagnosticCodes.Suspicious, settings.SourceOf(TrustedNetworks), TrustedNetworks,
                "an empty list means the default list, not nobody", "\"[]\"", "networks such as 10.0.0.0/8; to trust nobody, set trust_proxy_headers to false");
            settings.Reject(TrustedNetworks);
            return;
        }

        var isTrusted = settings.Boolean("server.rate_limits.trust_proxy_headers", absent: false);
        if (NetworkRules.ReportMalformed(context, TrustedNetworks, items,
            isTrusted ? DiagnosticCodes.OutOfRange : DiagnosticCodes.FallbackUsed,
            isTrusted ? "not a network" : "not a network, using the default list"))
        {
            settings.Reject(TrustedNetworks);
        }
    }
}
