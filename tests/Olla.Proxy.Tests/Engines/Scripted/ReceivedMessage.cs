namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>A message as it came over the wire.</summary>
/// <param name="Head">First line and fields, to the empty line.</param>
/// <param name="Body">Without its framing.</param>
internal sealed record ReceivedMessage(string Head, string Body)
{
    public string FirstLine => Head[..Head.IndexOf("\r\n", StringComparison.Ordinal)];

    public int Status => int.Parse(FirstLine.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>All values of a field.</summary>
    public IReadOnlyList<string> Headers(string name) =>
    [
        .. Head.Split("\r\n").Skip(1).Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim()),
    ];

    /// <summary>The only value of a field, or null.</summary>
    public string? Header(string name) => Headers(name) is { Count: > 0 } values ? Assert.Single(values) : null;
}
