using Olla.Configuration;

namespace Olla.Proxy.Routing.Sticky;

/// <summary>What makes two requests one session: the same text from the same source, for the same model.</summary>
/// <param name="Source">Where the text came from.</param>
/// <param name="Hash">64-bit FNV-1a of the text, so that neither session names nor credentials are kept.</param>
/// <param name="Model">Lower-cased model, or empty.</param>
internal readonly record struct StickyKey(StickyKeySource Source, ulong Hash, string Model);
