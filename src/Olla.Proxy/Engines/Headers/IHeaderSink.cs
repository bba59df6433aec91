namespace Olla.Proxy.Engines.Headers;

/// <summary>Receives the fields of a head one by one, in order.</summary>
internal interface IHeaderSink
{
    /// <summary>Takes one field; the same name may come several times.</summary>
    void Add(string name, string value);
}
