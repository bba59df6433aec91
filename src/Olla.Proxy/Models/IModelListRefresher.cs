namespace Olla.Proxy.Models;

/// <summary>Re-reads model lists when a request names a model that nobody is known to have.</summary>
internal interface IModelListRefresher
{
    /// <summary>
    /// Reads the lists of <paramref name="candidates"/> again and registers what they hold. Calls that overlap share one reading per
    /// endpoint. Never throws for what a backend did; a list that takes longer than <paramref name="timeout"/> counts as unread.
    /// </summary>
    Task<ModelRefresh> RefreshAsync(ReadOnlyMemory<Endpoint> candidates, TimeSpan timeout, CancellationToken cancellation);
}
