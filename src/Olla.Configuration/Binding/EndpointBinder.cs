using Olla.Configuration.Diagnostics;
using Olla.Configuration.Secrets;
using Olla.Configuration.Values;

namespace Olla.Configuration.Binding;

/// <summary>Binds and checks the list of endpoints.</summary>
internal sealed class EndpointBinder
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(30);

    private readonly BindingContext _context;
    private readonly SecretResolver _secrets;
    private readonly AuthBinder _auth;
    private readonly NameFilter _types;

    public EndpointBinder(BindingContext context, NameFilter types)
    {
        _context = context;
        _secrets = new(context);
        _auth = new(context, _secrets);
        _types = types;
    }

    /// <summary>The usable endpoints in configuration order; the built-in one when no list was written.</summary>
    public IReadOnlyList<EndpointOptions> Bind()
    {
        if (_context.Settings.Entries(EndpointPaths.List) is { } entries)
        {
            return WithoutDuplicates(BindEntries(EndpointPaths.List, entries));
        }

        var shorthand = BindEntries(EndpointPaths.Shorthand, _context.Settings.Entries(EndpointPaths.Shorthand) ?? []);
        return shorthand.Count > 0 ? WithoutDuplicates(shorthand) : new DiscoveryOptions().Endpoints;
    }

    private List<(EndpointOptions Options, Setting Url)> BindEntries(string list, IReadOnlyList<SettingSource> entries)
    {
        var bound = new List<(EndpointOptions, Setting)>();
        for (var index = 0; index < entries.Count; index++)
        {
            if (BindEntry($"{list}[{index}]", entries[index], list == EndpointPaths.Shorthand) is { } entry)
            {
                bound.Add(entry);
            }
        }

        return bound;
    }

    private (EndpointOptions, Setting)? BindEntry(string path, SettingSource entry, bool isShorthand)
    {
        var settings = _context.Settings;
        var url = settings.Find(path + ".url") is { Text.Length: > 0 } written ? written : null;
        if (url is null)
        {
            // A shorthand entry without a URL is skipped: the reference never read it.
            if (isShorthand)
            {
                return null;
            }

            if (!settings.IsRejected(path + ".url") && settings.Section(path) is null)
            {
                _context.Diagnostics.Add(DiagnosticCodes.MissingValue, settings.Find(path + ".url")?.Source ?? entry, path + ".url", "an endpoint needs a URL",
                    allowed: "an http or https URL, such as http://localhost:11434");
            }
        }

        // Everything else is checked also when the URL is not usable, so that one run shows all.
        var address = url is null ? null : EndpointUrl.ReadBase(_context, url);
        var type = Type(path);
        var (interval, timeout) = Schedule(path);
        var options = new EndpointOptions
        {
            Url = address ?? EndpointOptions.BuiltIn.Url,
            Name = settings.TextOrNull(path + ".name") is { Length: > 0 } name ? name : address?.Authority ?? "",
            Type = type,
            ConfiguredType = settings.Text(path + ".type", ""),
            Priority = settings.Integer(path + ".priority", 100),
            HealthCheckUrl = EndpointUrl.ReadProbe(_context, settings.Find(path + ".health_check_url") ?? settings.Find(path + ".check_path")),
            ModelUrl = EndpointUrl.ReadProbe(_context, settings.Find(path + ".model_url")),
            CheckInterval = interval,
            CheckTimeout = timeout,
            PreservePath = settings.Boolean(path + ".preserve_path", absent: false),
            ModelFilter = Filters.Bind(settings, path + ".model_filter"),
            AuthHeader = _auth.Bind(path),
            Headers = Headers(path + ".headers"),
        };
        return address is null ? null : (options, url!);
    }

    private string Type(string path)
    {
        if (_context.Settings.Find(path + ".type") is not { } setting)
        {
            return EndpointTypeNames.Automatic;
        }

        var type = _context.Request.EndpointTypes.Resolve(setting.Text) ?? EndpointTypeNames.Automatic;
        if (type != EndpointTypeNames.Automatic && !_types.Accepts(type))
        {
            _context.Report(DiagnosticCodes.NotAllowed, setting, "proxy.profile_filter leaves this type out", "a type that the filter lets pass");
        }

        return type;
    }

    private (TimeSpan Interval, TimeSpan Timeout) Schedule(string path)
    {
        var interval = Delay(path + ".check_interval", EndpointOptions.BuiltIn.CheckInterval, LeastInterval, TimeSpan.MaxValue, "1s or more");
        var timeout = Delay(path + ".check_timeout", EndpointOptions.BuiltIn.CheckTimeout, TimeSpan.FromTicks(1), LongestTimeout, "more than 0s, up to 30s");
        if (interval is { } period && timeout is { } limit && limit >= period)
        {
            var isTimeoutWritten = _context.Settings.Find(path + ".check_timeout") is not null;
            var setting = _context.Settings.Find(path + (isTimeoutWritten ? ".check_timeout" : ".check_interval"))!;
            var other = path + (isTimeoutWritten ? ".check_interval" : ".check_timeout");
            _context.Report(DiagnosticCodes.OutOfRange, setting,
                $"the time-out of {DurationText.Format(limit)} must be shorter than the interval of {DurationText.Format(period)}; see {_context.Settings.Place(other)}",
                isTimeoutWritten ? $"less than {DurationText.Format(period)}" : $"more than {DurationText.Format(limit)}");
        }

        return (interval ?? EndpointOptions.BuiltIn.CheckInterval, timeout ?? EndpointOptions.BuiltIn.CheckTimeout);
    }

    private TimeSpan? Delay(string path, TimeSpan standard, TimeSpan least, TimeSpan most, string allowed)
    {
        if (_context.Settings.Find(path) is not { Number: not 0 } setting)
        {
            return _context.Settings.IsRejected(path) ? null : standard;
        }

        var value = (TimeSpan)setting.Value;
        if (value >= least && value <= most)
        {
            return value;
        }

        _context.Report(DiagnosticCodes.OutOfRange, setting, "out of range", allowed);
        return null;
    }

    private List<HeaderOption> Headers(string path)
    {
        var headers = new List<HeaderOption>();
        foreach (var item in _context.Settings.Map(path))
        {
            var itemPath = $"{path}.{item.Name}";
            if (!HeaderText.IsName(item.Name))
            {
                _context.Diagnostics.Add(DiagnosticCodes.NotAllowed, item.Source, itemPath, "not a header name",
                    allowed: "letters, digits and hyphens, such as X-Tenant");
            }
            else if (_secrets.FromHeader(item.Values[0].Text, item.Values[0].Source, itemPath) is { } value)
            {
                headers.Add(new(item.Name, value));
            }
        }

        return headers;
    }

    // The URL is the identity: of two entries with the same one the later counts. Names only serve people.
    private List<EndpointOptions> WithoutDuplicates(List<(EndpointOptions Options, Setting Url)> bound)
    {
        var kept = new List<EndpointOptions>();
        var urls = new Dictionary<string, Setting>(StringComparer.Ordinal);
        var names = new Dictionary<string, Setting>(StringComparer.Ordinal);
        foreach (var (options, url) in bound)
        {
            if (!urls.TryAdd(options.Url.AbsoluteUri, url))
            {
                var first = urls[options.Url.AbsoluteUri];
                _context.Report(DiagnosticCodes.Duplicate, url, $"the same URL as {first.Path} ({first.Source}); this entry wins");
                kept.RemoveAll(earlier => earlier.Url.AbsoluteUri == options.Url.AbsoluteUri);
            }
            else if (!names.TryAdd(options.Name, url))
            {
                var first = names[options.Name];
                var written = _context.Settings.Find(url.Path[..url.Path.LastIndexOf('.')] + ".name") ?? url;
                _context.Diagnostics.Add(DiagnosticCodes.Duplicate, written.Source, written.Path, $"the same name as the endpoint of {first.Path} ({first.Source})",
                    ShownValue.Of(options.Name), "a name of its own");
            }

            kept.Add(options);
        }

        return kept;
    }
}
