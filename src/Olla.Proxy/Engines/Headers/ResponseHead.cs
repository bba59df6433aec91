using System.Globalization;

namespace Olla.Proxy.Engines.Headers;

/// <summary>Builds the head of the answer to the client: ours first, then what the backend said and may pass.</summary>
internal readonly struct ResponseHead
{
    private readonly HttpResponse _response;
    private readonly EndpointHeaders _endpoint;
    private readonly string? _connection;

    /// <param name="response">Where it goes; nothing of it was sent yet.</param>
    /// <param name="endpoint">Who answered.</param>
    /// <param name="connection">The backend's <c>Connection</c> field, whose names are dropped too; null for none.</param>
    public ResponseHead(HttpResponse response, EndpointHeaders endpoint, string? connection)
    {
        _response = response;
        _endpoint = endpoint;
        // A lone "close" or "keep-alive" names no field and is the usual case.
        _connection = connection is null || connection.Equals("close", StringComparison.OrdinalIgnoreCase)
            || connection.Equals("keep-alive", StringComparison.OrdinalIgnoreCase) ? null : connection;
    }

    /// <summary>Sets the status and our own fields. To be called once, before <see cref="Add"/>.</summary>
    public void Begin(ProxyExchange exchange, int status, TimeSpan untilHeaders)
    {
        _response.StatusCode = status;
        var fields = _response.Headers;
        fields["X-Served-By"] = ProductToken.Value;
        fields.Via = ProductToken.Via;
        fields["X-Olla-Endpoint"] = _endpoint.DisplayName;
        fields["X-Olla-Backend-Type"] = _endpoint.BackendType;
        fields["X-Olla-Response-Time"] = Milliseconds((long)untilHeaders.TotalMilliseconds);
        if (exchange.Model is { } model)
        {
            fields["X-Olla-Model"] = HeaderText.Safe(model);
        }

        foreach (var (name, value) in exchange.ResponseHeaders)
        {
            fields[name] = value;
        }

        if (exchange.SelectionHeaders is { } selection)
        {
            var late = new List<KeyValuePair<string, string>>(3);
            selection.AppendTo(late);
            foreach (var (name, value) in late)
            {
                fields[name] = value;
            }
        }
    }

    /// <summary>Passes on one field of the backend's, unless it must not pass. The length of the body is set apart from this.</summary>
    public void Add(string name, string value)
    {
        if (HeaderRules.IsHopByHop(name) || HeaderRules.IsForbiddenInResponse(name) || _endpoint.Owns(name)
            || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
            || (_connection is not null && HeaderRules.IsListed(_connection, name)))
        {
            return;
        }

        if (name.Equals("X-Request-ID", StringComparison.OrdinalIgnoreCase))
        {
            // The backend has named the request too, and its own support will ask for that name.
            _response.Headers["X-Request-ID"] = value;
            return;
        }

        _response.Headers.Append(name, value);
    }

    private static readonly string[] SmallMilliseconds =
        [.. Enumerable.Range(0, 256).Select(value => value.ToString(CultureInfo.InvariantCulture) + "ms")];

    private static string Milliseconds(long value) =>
        (ulong)value < (ulong)SmallMilliseconds.Length
            ? SmallMilliseconds[value]
            : value.ToString(CultureInfo.InvariantCulture) + "ms";
}
