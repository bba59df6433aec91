namespace Olla.Proxy.Http.Status;

/// <summary>What status pages need to know about discovered models; the model registry answers it.</summary>
internal interface IModelCensus
{
    /// <summary>How many models an endpoint listed, and when it was last asked; null when never.</summary>
    (int Count, DateTimeOffset? LastUpdated) ModelsOf(Endpoint endpoint);
}
