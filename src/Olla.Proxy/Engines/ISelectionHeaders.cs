namespace Olla.Proxy.Engines;

/// <summary>Response headers that are known only once an endpoint was selected, such as those of sticky sessions.</summary>
internal interface ISelectionHeaders
{
    /// <summary>Appends them for the selection made last; called when the response head is written.</summary>
    void AppendTo(ICollection<KeyValuePair<string, string>> headers);
}
