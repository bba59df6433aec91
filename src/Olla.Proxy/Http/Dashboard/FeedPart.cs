namespace Olla.Proxy.Http.Dashboard;

/// <summary>One kind of event of the feed, with its latest data; it gets a new version only when the data differ.</summary>
internal sealed record FeedPart(string Name, byte[] Data, long Version)
{
    /// <summary>This part with new data, or itself when nothing changed.</summary>
    public FeedPart With(byte[] data) => Data.AsSpan().SequenceEqual(data) ? this : new FeedPart(Name, data, Version + 1);
}
