using Olla.Configuration;

namespace Olla.Proxy.Tests.Http;

/// <summary>Both engines: what a person can see must not depend on the choice.</summary>
public sealed class Engines : TheoryData<EngineKind>
{
    public Engines() => AddRange(EngineKind.Sherpa, EngineKind.Olla);
}
